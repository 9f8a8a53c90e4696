-- What people allow us: what they said, what follows from it, and addresses that are left alone.

-- What somebody read when they agreed. A version is never edited.
create table consent_texts (
    version {text} not null,
    language {text} not null,
    text {text} not null,
    by {text} not null,
    created_at {time} not null,
    primary key (version, language)
) {clustered};

-- Every statement, as proof. Rows are added and never changed.
create table consents (
    id {id} primary key,
    -- The identifier that it is about; for post, and for all of a person, the one that the person goes back to.
    address {id} not null,
    purpose {text} not null,
    channel {text} not null,
    decision {text} not null check (decision in ('granted', 'withdrawn', 'asked')),
    basis {text} not null,
    how {text} not null,
    text_version {text},
    language {text},
    place {text},
    source {text} not null,
    by {text} not null,
    -- What else proves it, nothing personal.
    proof {json} not null,
    -- The asked statement that this one confirms.
    answers {id},
    -- Who it was when it was said, and the identifiers that were the same person then, sixteen bytes each.
    said_as {id} not null,
    beside {bytes} not null,
    happened {time} not null,
    recorded {time} not null
) {strict};
create index consents_by_address on consents (address, happened);
create index consents_by_decision on consents (decision, recorded);

-- Links that confirm what was asked: only the hash is kept.
create table consent_tokens (
    token_hash {bytes} not null,
    consent_id {id} not null references consents (id),
    created_at {time} not null,
    expires_at {time} not null,
    primary key (token_hash, consent_id)
) {clustered};

-- What follows: what may be sent where, and from when. What is not here may not.
create table permissions (
    purpose {text} not null,
    channel {text} not null,
    address {id} not null,
    from_time {time} not null,
    basis {text} not null,
    primary key (purpose, channel, address)
) {clustered};
create index permissions_by_address on permissions (address);

-- The same for what needs no consent: who objected to it.
create table objections (
    purpose {text} not null,
    channel {text} not null,
    address {id} not null,
    primary key (purpose, channel, address)
) {clustered};
create index objections_by_address on objections (address);

-- Addresses that are left alone, by their hash: they may be nobody's here. Rows are lifted, never deleted.
create table suppressions (
    id {id} primary key,
    address {id} not null,
    channel {text} not null,
    reason {text} not null,
    at {time} not null,
    source {text} not null,
    by {text} not null,
    note {text},
    lifted_at {time},
    lifted_by {text},
    lifted_why {text},
    created_at {time} not null
) {strict};
create unique index suppressions_in_force on suppressions (address, channel, reason) where lifted_at is null;
create index suppressions_by_age on suppressions (created_at, id);

-- What somebody said that they like, when they left their address.
create table interests (
    identifier_id {id} not null,
    interest {text} not null,
    source {text} not null,
    said_at {time} not null,
    primary key (identifier_id, interest, source)
) {clustered};

insert into consent_texts (version, language, text, by, created_at) values
    ('newsletter-1', 'es', 'Quiero recibir por correo electrónico novedades y ofertas de esta tienda. Puedo darme de baja cuando quiera, desde cualquiera de los correos.', 'system:schema', 1795046400000000),
    ('newsletter-1', 'en', 'I want to receive news and offers of this shop by e-mail. I can stop them whenever I like, from any of the e-mails.', 'system:schema', 1795046400000000),
    ('preferences-1', 'es', 'Permito que esta tienda me escriba por los canales y para lo que aquí marco. Puedo cambiarlo cuando quiera en esta misma página.', 'system:schema', 1795046400000000),
    ('preferences-1', 'en', 'I allow this shop to write to me through the channels, and for what, I mark here. I can change it on this page whenever I like.', 'system:schema', 1795046400000000);
