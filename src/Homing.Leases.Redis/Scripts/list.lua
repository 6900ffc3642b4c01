-- Lists what is held. Returns the time to wait alone, or "0" and, for each lease, id, epoch, connections, acquired, url.
-- While the holders are listened to the list has gaps, and a gap would be taken for a gateway that is gone.

if wait > 0 then
  return {digits(wait)}
end

local list = {'0'}
for id, lease in pairs(held()) do
  for _, value in ipairs({digits(id), digits(lease.epoch), lease.connections, digits(lease.acquired), lease.url}) do
    list[#list + 1] = value
  end
end
return list
