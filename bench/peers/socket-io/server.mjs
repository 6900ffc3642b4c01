// A Socket.IO server on the Redis adapter: every value that is posted goes to its room, and through Redis to the rooms of all
// other servers, of which there are none. Arguments: its port, and that of Redis.
import { createServer } from 'node:http';
import { createAdapter } from '@socket.io/redis-adapter';
import { createClient } from 'redis';
import { Server } from 'socket.io';

const [port, redisPort] = process.argv.slice(2);
const room = 'bench';
process.stdin.resume().on('end', () => process.exit(0));

const publisher = createClient({ url: `redis://127.0.0.1:${redisPort}` });
const subscriber = publisher.duplicate();
await Promise.all([publisher.connect(), subscriber.connect()]);

const http = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
    io.to(room).emit('value', JSON.parse(Buffer.concat(chunks).toString('utf8')));
    response.writeHead(202).end();
  });
});
const io = new Server(http, {
  adapter: createAdapter(publisher, subscriber),
  transports: ['websocket'],
  serveClient: false,
  pingInterval: 600_000,
});
io.on('connection', (socket) => socket.join(room));
http.listen({ port: Number(port), host: '127.0.0.1', backlog: 4096 }, () => console.log('READY'));
