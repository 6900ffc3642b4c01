-- Grants the smallest free id.
-- ARGV[2] time to live, ARGV[3] url. Returns the time to wait alone, or "0", id, epoch, time of the grant.

if wait > 0 then
  return {digits(wait)}
end

local leases = held()
local id = 0
while leases[id] do
  id = id + 1
end

-- The clock lets epochs grow although everything may be forgotten; the counter lets them grow although the clock may be
-- set back.
local epoch = math.max(now, tonumber(redis.call('HGET', key, 'epoch') or 0) + 1)
local ttl = tonumber(ARGV[2])
redis.call('HSET', key, 'epoch', digits(epoch))
store(id, {epoch = epoch, expires = now + ttl, ttl = ttl, connections = 0, acquired = now, url = ARGV[3]})
return {'0', digits(id), digits(epoch), digits(now)}
