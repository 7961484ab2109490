select cast(count(*) as text)
from cases a1
where a1.is_open
and a1.district_id = ?1
and a1.confidential = false;
