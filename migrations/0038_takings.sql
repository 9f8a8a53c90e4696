-- What was taken and how many came, by quarter of an hour in UTC, so that a day of any time zone is a sum of whole rows.

create table takings (
    version {int} not null,
    quarter {int} not null,
    channel {text} not null,
    place {text} not null,
    currency {text} not null,
    orders {int} not null,
    units {int} not null,
    sold {money} not null,
    returns {int} not null,
    returned_units {int} not null,
    returned {money} not null,
    primary key (version, quarter, channel, place, currency)
) {clustered};

create table visit_quarters (
    version {int} not null,
    quarter {int} not null,
    channel {text} not null,
    visits {int} not null,
    primary key (version, quarter, channel)
) {clustered};

-- What has aged has left the thread, so visits are counted from the visits that are known and not anew.
insert into visit_quarters (version, quarter, channel, visits)
    select version, started / 900000000, channel, count(*) from visits group by version, started / 900000000, channel;
