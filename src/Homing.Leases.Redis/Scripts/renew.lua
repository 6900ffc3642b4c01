-- Renews a lease if it is still this holder's, or takes his word for it while the holders are listened to.
-- ARGV[2] id, ARGV[3] epoch, ARGV[4] time to live, ARGV[5] connections, ARGV[6] acquired, ARGV[7] url.
-- Returns "held", "reasserted" or "lost".

local id, epoch, ttl = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local known = find(id)
local lease = known
local outcome = 'held'

if not known or known.epoch ~= epoch or known.expires <= now then
  -- While nothing is granted, only what is older than this memory can be missing from it. Of two who say that an id is
  -- theirs, the one with the higher epoch was granted it last.
  if wait <= 0 or (known and known.epoch > epoch) then
    return 'lost'
  end
  outcome = 'reasserted'
  lease = {epoch = epoch, acquired = tonumber(ARGV[6]), url = ARGV[7]}
  local highest = tonumber(redis.call('HGET', key, 'epoch') or 0)
  redis.call('HSET', key, 'epoch', digits(math.max(highest, epoch)))
end

lease.expires, lease.ttl, lease.connections = now + ttl, ttl, ARGV[5]
store(id, lease)
return outcome
