-- Whether an identifier still stands for its value is asked before anything is sent to it.

create index tenures_by_id on tenures (id);
