-- Stands before each of the other scripts: reads the clock, and finds out how far back this Redis remembers.
--
-- KEYS[1] is a hash, and all there is. One key stays whole in a Redis Cluster, and is lost or kept as a whole. It has no
-- time to live, so that a full Redis does not evict it before other data that may go. Times are microseconds of TIME.
--   server   run id of the server that remembers
--   since    from when on it does
--   epoch    the highest epoch that was granted or re-asserted
--   <id>     a lease: "<epoch> <expires> <time to live> <connections> <acquired> <url>"
--
-- ARGV[1] is the longest that a holder serves on after its last renewal. For so long after `since` the holders are
-- listened to: who holds an id says so with its next renewal, and nobody is granted one.

local key = KEYS[1]
local listen_for = tonumber(ARGV[1])

-- tostring writes 1.7e+15; up to 2^53 this writes every digit.
local function digits(number)
  return string.format('%.0f', number)
end

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

-- Another run id: the server was restarted, perhaps on an old snapshot, or a replica was promoted that may not have heard
-- all. A beginning that lies ahead: the clock was set back. Either way it is not known what was forgotten.
local server = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)') or 'unnamed'
local memory = redis.call('HMGET', key, 'server', 'since')
local since = tonumber(memory[2])
if memory[1] ~= server or not since or since > now then
  since = now
  redis.call('HSET', key, 'server', server, 'since', digits(since))
end

-- How much longer the holders are listened to; not above 0: the memory is complete.
local wait = since + listen_for - now

local function store(id, lease)
  redis.call('HSET', key, id, table.concat({
    digits(lease.epoch), digits(lease.expires), digits(lease.ttl), lease.connections, digits(lease.acquired), lease.url,
  }, ' '))
end

-- The lease that the text of a field stands for; nil where it stands for none.
local function parse(id, text)
  local epoch, expires, ttl, connections, acquired, url =
    string.match(text or '', '^(%d+) (%d+) (%d+) (%d+) (%d+) (.*)$')
  if not epoch then
    return nil
  end
  local lease = {
    epoch = tonumber(epoch), expires = tonumber(expires), ttl = tonumber(ttl),
    connections = connections, acquired = tonumber(acquired), url = url,
  }
  if lease.expires > now + lease.ttl then
    -- The clock was set back. No lease has more left than it was granted.
    lease.expires = now + lease.ttl
    store(id, lease)
  end
  return lease
end

local function find(id)
  return parse(id, redis.call('HGET', key, id) or nil)
end

-- The leases that are held now, by id. Those that ran out are forgotten.
local function held()
  local leases = {}
  local fields = redis.call('HGETALL', key)
  for i = 1, #fields, 2 do
    local id = tonumber(fields[i])
    local lease = id and parse(fields[i], fields[i + 1])
    if lease and lease.expires > now then
      leases[id] = lease
    elseif id then
      redis.call('HDEL', key, fields[i])
    end
  end
  return leases
end
