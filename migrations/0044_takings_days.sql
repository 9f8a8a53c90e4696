-- What was taken and how many came, by day of the house's time zone too: many days are read as so many rows of each shop.

create table takings_days (
    version {int} not null,
    zone {text} not null,
    day {int} not null,
    channel {text} not null,
    place {text} not null,
    currency {text} not null,
    orders {int} not null,
    units {int} not null,
    sold {money} not null,
    returns {int} not null,
    returned_units {int} not null,
    returned {money} not null,
    primary key (version, zone, day, channel, place, currency)
) {clustered};

create table visit_days (
    version {int} not null,
    zone {text} not null,
    day {int} not null,
    channel {text} not null,
    visits {int} not null,
    primary key (version, zone, day, channel)
) {clustered};

-- The zones whose days a fold keeps in step with its quarters, and how far those from before are added up.
create table day_zones (
    fold {text} not null,
    version {int} not null,
    zone {text} not null,
    rules {text} not null,
    filled {int} not null,
    is_whole {bool} not null,
    primary key (fold, version, zone)
) {clustered};

-- Where and in what money something was ever taken, and the quarter in which it last was.
create table takings_places (
    version {int} not null,
    place {text} not null,
    currency {text} not null,
    last {int} not null,
    primary key (version, place, currency)
) {clustered};

insert into takings_places (version, place, currency, last)
    select version, place, currency, max(quarter) from takings group by version, place, currency;
