-- Frees an id if it is still this holder's. ARGV[2] id, ARGV[3] epoch.
-- Where the lease is missing there is nothing to do: who releases does not renew any more, so nothing brings it back.

local known = find(ARGV[2])
if known and known.epoch == tonumber(ARGV[3]) then
  redis.call('HDEL', key, ARGV[2])
end
return 'released'
