-- Companies: who issues the invoices. A shop is one company's, as soon as that is told.
create table companies (
    code {text} primary key,
    name {text} not null,
    tax_number {text},
    address {text},
    country {text}
) {clustered};

alter table shops add column address {text};
alter table shops add column company {text} references companies (code);
