// Serves the built page to a browser with any number of rides, without a server: files from dist, HTTP and the socket
// from here. Rides go round in circles around Brasília, one position a second.
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

const dist = new URL('../dist/', import.meta.url).pathname;
const data = new URL('../../data/routes/', import.meta.url).pathname;
const types = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };

export const origin = 'http://homing.test';

const files = [['1', 'Primeiro', 'fullcycle_1.txt'], ['2', 'Segundo', 'fullcycle_2.txt'], ['3', 'Terceiro', 'fullcycle_3.txt']];
const routes = files.map(([id, title, file]) => {
  const coordinates = readFileSync(join(data, file), 'utf8').trim().split('\n').map((line) => line.split(',').map(Number).reverse());
  const metres = [0];
  coordinates.slice(1).forEach((point, index) => metres.push(metres[index] + away(coordinates[index], point)));
  return { id, title, coordinates, metres, length: metres.at(-1) };
});

function away([lngA, latA], [lngB, latB]) {
  const scale = Math.cos((latA * Math.PI) / 180);
  return Math.hypot((lngB - lngA) * scale, latB - latA) * 111_195;
}

function placeAt({ coordinates, metres, length }, at) {
  const index = Math.max(1, metres.findIndex((one) => one >= Math.min(at, length)));
  const [a, b] = [coordinates[index - 1], coordinates[index]];
  const share = (Math.min(at, length) - metres[index - 1]) / (metres[index] - metres[index - 1] || 1);
  const bearing = (Math.atan2((b[0] - a[0]) * 0.96, b[1] - a[1]) * 180) / Math.PI;
  return { lng: a[0] + (b[0] - a[0]) * share, lat: a[1] + (b[1] - a[1]) * share, bearing: (bearing + 360) % 360 };
}

const place = ([lng, lat]) => ({ lat, lng });
const speed = 13.9;

/** `rides` in circles beside the real routes; those of `started` were started so many ms ago, by route. */
export async function serve(page, { rides = 0, started = {}, silent = [], state = 'under_way' } = {}) {
  const startedAt = new Map(Object.entries(started).map(([id, ms]) => [id, Date.now() - ms]));
  const rideOf = (id, now) => {
    const route = routes.find((one) => one.id === id);
    const since = startedAt.get(id);
    if (!route || since === undefined) {
      return undefined;
    }
    const seen = silent.includes(id) ? since + 3_000 : now;
    const metres = ((seen - since) / 1_000) * speed;
    const finished = metres >= route.length;
    return {
      route_id: id, title: route.title, ride_id: `ride-${id}-${since}`, client_id: 'guest', state: finished ? 'finished' : 'under_way',
      started_at: new Date(since).toISOString(), ...placeAt(route, metres), speed_mps: speed, finished,
      travelled_m: Math.min(metres, route.length), remaining_m: Math.max(0, route.length - metres),
      ...(finished ? { finished_at: new Date(since + (route.length / speed) * 1_000).toISOString() } : { eta: new Date(seen + ((route.length - metres) / speed) * 1_000).toISOString() }),
      observed_at: new Date(finished ? since + (route.length / speed) * 1_000 : seen).toISOString(), stale: silent.includes(id),
    };
  };
  const circles = Array.from({ length: rides }, (_, index) => ({
    id: String(1_000 + index),
    lat: -15.8 + (pseudo(index) - 0.5) * 0.5,
    lng: -47.9 + (pseudo(index + 0.5) - 0.5) * 0.9,
    turn: pseudo(index + 0.25) * 6.28,
  }));
  const overview = (now) => {
    const real = routes.map(({ id }) => rideOf(id, now)).filter(Boolean);
    const rows = [
      ...real.map((ride) => [ride.route_id, ride.lat, ride.lng, ride.bearing, ride.speed_mps, ride.finished ? 1 : 0, now - Date.parse(ride.observed_at)]),
      ...circles.map(({ id, lat, lng, turn }) => {
        const angle = turn + now / 40_000;
        return [id, lat + 0.02 * Math.cos(angle), lng + 0.02 * Math.sin(angle), (angle * 180) / Math.PI + 90, speed, 0, 250];
      }),
    ];
    return { as_of: new Date(now).toISOString(), total: rows.length, shown: rows.length, columns: ['route_id', 'lat', 'lng', 'bearing', 'speed_mps', 'finished', 'age_ms'], rides: rows };
  };
  const track = (id) => {
    const route = routes.find((one) => one.id === id);
    const ride = rideOf(id, Date.now()) ?? { route_id: id, ride_id: 'past', client_id: 'guest', state: 'finished', started_at: new Date(Date.now() - 600_000).toISOString(), travelled_m: route.length };
    const count = Math.max(1, Math.floor(ride.travelled_m / speed / 0.5));
    const at = Array.from({ length: count + 1 }, (_, index) => placeAt(route, Math.min(ride.travelled_m, index * 0.5 * speed)));
    return {
      type: 'Feature', geometry: { type: 'LineString', coordinates: at.map(({ lng, lat }) => [lng, lat]) },
      properties: { route_id: id, ride_id: ride.ride_id, client_id: 'guest', state: ride.state, started_at: ride.started_at, length_m: ride.travelled_m, times: at.map((_, index) => new Date(Date.parse(ride.started_at) + index * 500).toISOString()) },
    };
  };

  await page.route(`${origin}/**`, async (route) => {
    const url = new URL(route.request().url());
    const json = (body, status = 200) => route.fulfill({ status, contentType: 'application/json', body: JSON.stringify(body) });
    const [, api, one, id, more] = url.pathname.split('/');
    if (api !== 'api') {
      const file = extname(url.pathname) ? url.pathname : '/index.html';
      return route.fulfill({ contentType: types[extname(file)] ?? 'application/octet-stream', body: readFileSync(join(dist, file)) });
    }
    if (one === 'settings') return json({ guests: true });
    if (one === 'me') return json({ user: null, roles: [], guests: true });
    if (one === 'tickets') return json({ client_id: 'guest', ticket: 't', expires_at: new Date(Date.now() + 60_000).toISOString() });
    if (one === 'gateways') return json([]);
    if (one === 'routes' && id === undefined) {
      return json(routes.map(({ id: _id, title, coordinates }) => ({ _id, title, startPosition: place(coordinates[0]), endPosition: place(coordinates.at(-1)) })));
    }
    if (one === 'routes') {
      const found = routes.find((candidate) => candidate.id === id);
      return found ? json({ type: 'Feature', geometry: { type: 'LineString', coordinates: found.coordinates }, properties: { route_id: id, title: found.title, length_m: found.length } }) : json({ status: 404 }, 404);
    }
    if (one === 'deliveries' && more === 'track') return json(track(id));
    if (one === 'deliveries' && id === undefined) {
      const all = routes.map((candidate) => rideOf(candidate.id, Date.now())).filter((ride) => ride && !ride.finished);
      return json({ as_of: new Date().toISOString(), total: all.length + rides, rides: all });
    }
    if (one === 'deliveries') {
      const ride = rideOf(id, Date.now());
      return ride ? json(ride) : json({ status: 404, detail: 'Never ridden.' }, 404);
    }
    if (one === 'insights') return json(id === 'deliveries' && more === undefined ? insights() : pastRides());
    return json({ status: 404 }, 404);
  });
  await page.routeWebSocket(/\/ws$/, (socket) => {
    const timers = new Map();
    const offsets = new Map();
    const tell = (channel, body) => {
      const offset = (offsets.get(channel) ?? 0) + 1;
      offsets.set(channel, offset);
      socket.send(JSON.stringify({ type: 'event', channel, epoch: 1, offset, at: new Date().toISOString(), skipped: 0, body }));
    };
    socket.onMessage((text) => {
      const frame = JSON.parse(String(text));
      if (frame.type === 'hello') {
        socket.send(JSON.stringify({ type: 'welcome', client_id: 'guest', session: 's', api_id: 0, epoch: 1, resumed: false, ping_ms: 0, max_frame_bytes: 65_536, max_in_flight: 32, resume_ttl_ms: 120_000, reconnect_window_ms: 1_000 }));
      } else if (frame.type === 'subscribe') {
        socket.send(JSON.stringify({ type: 'subscribed', channel: frame.channel, epoch: 1, offset: 0, recovered: false }));
        const one = /^deliveries\/(.+)$/.exec(frame.channel)?.[1];
        const say = () => {
          const body = one === undefined ? overview(Date.now()) : rideOf(one, Date.now());
          if (body) tell(frame.channel, body);
        };
        say();
        timers.set(frame.channel, setInterval(say, one === undefined ? 1_000 : 500));
      } else if (frame.type === 'unsubscribe') {
        clearInterval(timers.get(frame.channel));
      } else if (frame.type === 'request' && frame.op === 'deliveries.start') {
        const { routeId } = frame.body;
        const ride = rideOf(routeId, Date.now());
        if (ride && !ride.finished) {
          socket.send(JSON.stringify({ type: 'response', id: frame.id, seq: 1, op: frame.op, error: { type: 'urn:problem-type:homing:under-way', status: 409, detail: 'It is under way.' } }));
          return;
        }
        if (state === 'under_way') startedAt.set(routeId, Date.now());
        socket.send(JSON.stringify({ type: 'response', id: frame.id, seq: 1, op: frame.op, body: { route_id: routeId, ride_id: `ride-${routeId}-${startedAt.get(routeId)}`, client_id: 'guest', state, started_at: new Date().toISOString() } }));
      }
    });
    socket.onClose(() => timers.forEach((timer) => clearInterval(timer)));
  });
}

function insights() {
  const to = Math.floor(Date.now() / 3_600_000) * 3_600_000;
  const hours = Array.from({ length: 24 }, (_, index) => {
    const started = Math.round(6 + 5 * Math.sin(index / 3) + 3 * pseudo(index));
    return { hour: new Date(to - (23 - index) * 3_600_000).toISOString(), started, finished: Math.max(0, started - 1), positions: started * 300, distance_m: started * 2_100 };
  });
  const cells = routes.flatMap(({ coordinates }) => coordinates.filter((_, index) => index % 4 === 0)).map(([lng, lat]) => [Math.round(lng / 0.001), Math.round(lat / 0.001)]);
  const counts = new Map();
  cells.forEach((cell) => counts.set(cell.join(), (counts.get(cell.join()) ?? 0) + 1));
  return {
    from: new Date(to - 86_400_000).toISOString(), to: new Date().toISOString(), known_since: new Date(to - 40_000_000).toISOString(),
    totals: { started: 160, finished: 152, positions: 48_211, distance_m: 355_120, stale: 3, future: 0, invalid: 1 }, hours,
    speeds: Array.from({ length: 10 }, (_, index) => ({ from_mps: index * 2, to_mps: index * 2 + 2, positions: Math.round(9_000 * Math.exp(-((index - 6) ** 2) / 3)) })),
    heat: { cell_deg: 0.001, cells: [...counts].map(([key, positions]) => ({ lng: Number(key.split(',')[0]) * 0.001, lat: Number(key.split(',')[1]) * 0.001, positions: positions * 120 })) },
  };
}

function pastRides() {
  const rides = Array.from({ length: 12 }, (_, index) => {
    const route = routes[index % 3];
    const started = Date.now() - index * 1_500_000 - 400_000;
    return { ride_id: `past-${index}`, route_id: route.id, title: route.title, client_id: index % 4 ? 'guest' : 'driver', started_at: new Date(started).toISOString(), ...(index ? { finished_at: new Date(started + (route.length / speed) * 1_000).toISOString() } : {}), distance_m: route.length, average_mps: speed, positions: Math.round(route.length / 7) };
  });
  return { total: rides.length, rides };
}

/** A number from 0 to 1 that is always the same for the same seed. */
function pseudo(seed) {
  const value = Math.sin(seed * 12.9898 + 78.233) * 43_758.5453;
  return value - Math.floor(value);
}
