using System.Diagnostics;
using System.Globalization;
using Homing.Bench.Support;
using Homing.Testing;

namespace Homing.Bench.FanOut;

/// <summary>One of the systems that are compared.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="WhyMissing">Says what is missing here to start it; null where nothing is.</param>
/// <param name="StartAsync">Starts one in a folder of its own.</param>
internal sealed record FanOutSystem(string Name, Func<string?> WhyMissing, Func<string, Task<FanOutServer>> StartAsync)
{
    public const string Homing = "homing";
    public const string SignalR = "signalr";
    public const string SocketIo = "socket.io";
    public const string Nats = "nats";
    public const string Nchan = "nchan";
    public const string Raw = "raw";

    private static readonly Dictionary<string, string> NoEnvironment = [];

    /// <summary>All of them, Homing first.</summary>
    public static IReadOnlyList<FanOutSystem> All(BenchArguments arguments)
    {
        string[] inline = arguments.Has("inline") ? ["--inline"] : [];
        var nats = arguments.Text("nats", "nats-server");
        var nchanModule = arguments.Text("nchan-module", "/usr/lib/nginx/modules/ngx_nchan_module.so");
        var socketIoFolder = arguments.Text("socket-io", Path.Combine("bench", "peers", "socket-io"));
        return
        [
            new(Homing, () => null, folder => StartPartAsync(["serve-fanout", "--data", folder, .. inline])),
            new(SignalR, () => null, _ => StartPartAsync("serve-fanout-signalr")),
            new(SocketIo, () => WhyNoSocketIo(socketIoFolder), _ => StartSocketIoAsync(socketIoFolder)),
            new(Nats, () => WhyNo(nats, "nats-server"), folder => StartNatsAsync(nats, folder)),
            new(
                Nchan,
                () => WhyNo("nginx", "nginx") ?? (File.Exists(nchanModule) ? null : $"there is no {nchanModule} (package libnginx-mod-nchan)"),
                folder => StartNchanAsync(nchanModule, folder)),
        ];
    }

    /// <summary>The server that does next to nothing.</summary>
    public static FanOutSystem Calibration { get; } = new(Raw, () => null, _ => StartRawAsync());

    private static async Task<FanOutServer> StartPartAsync(params string[] arguments)
    {
        var port = Ports.Free();
        var server = ChildProcess.StartPart(NoEnvironment, [.. arguments, "--port", Text(port)]);
        await server.ReadyAsync();
        return new FanOutServer(port, new HttpPublisher(port, FanOutParts.ValuePath), server);
    }

    private static async Task<FanOutServer> StartRawAsync()
    {
        var (port, socketPort) = (Ports.Free(), Ports.Free());
        var server = ChildProcess.StartPart(
            NoEnvironment, "serve-fanout-raw", "--port", Text(port), "--socket-port", Text(socketPort));
        await server.ReadyAsync();
        return new FanOutServer(socketPort, new HttpPublisher(port, FanOutParts.ValuePath), server);
    }

    private static async Task<FanOutServer> StartSocketIoAsync(string folder)
    {
        var (port, redisPort) = (Ports.Free(), Ports.Free());
        var redis = ChildProcess.Start(
            ProgramPath.Find("redis-server")!, NoEnvironment, "--port", Text(redisPort), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no");
        await PortProbe.WaitAsync(redisPort);
        var node = ChildProcess.Start(
            ProgramPath.Find("node")!, new Dictionary<string, string> { ["NODE_ENV"] = "production" }, Path.Combine(folder, "server.mjs"), Text(port), Text(redisPort));
        await node.ReadyAsync();
        return new FanOutServer(port, new HttpPublisher(port, FanOutParts.ValuePath), node, redis);
    }

    private static async Task<FanOutServer> StartNatsAsync(string program, string folder)
    {
        var (port, socketPort) = (Ports.Free(), Ports.Free());
        var configuration = Path.Combine(folder, "nats.conf");
        await File.WriteAllTextAsync(configuration, string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            listen: "127.0.0.1:{{port}}"
            websocket { listen: "127.0.0.1:{{socketPort}}", no_tls: true }
            ping_interval: "10m"
            write_deadline: "60s"
            """));
        var server = ChildProcess.Start(
            ProgramPath.Find(program)!, NoEnvironment, "-c", configuration, "-l", Path.Combine(folder, "nats.log"));
        await PortProbe.WaitAsync(socketPort);
        await PortProbe.WaitAsync(port);
        return new FanOutServer(socketPort, new NatsPublisher(port), server);
    }

    // One worker: a second one would have every value handed over to it, and cost more for each delivery.
    private static async Task<FanOutServer> StartNchanAsync(string module, string folder)
    {
        var port = Ports.Free();
        var configuration = Path.Combine(folder, "nginx.conf");
        var user = Environment.IsPrivilegedProcess ? "user root;" : "";
        await File.WriteAllTextAsync(configuration, string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            load_module {{module}};
            {{user}}
            daemon off;
            worker_processes 1;
            worker_rlimit_nofile 20000;
            pid {{folder}}/nginx.pid;
            error_log {{folder}}/error.log;
            events { worker_connections 19000; }
            http {
              access_log off;
              client_body_temp_path {{folder}}/body;
              proxy_temp_path {{folder}}/proxy;
              fastcgi_temp_path {{folder}}/fastcgi;
              uwsgi_temp_path {{folder}}/uwsgi;
              scgi_temp_path {{folder}}/scgi;
              keepalive_requests 1000000;
              nchan_shared_memory_size 256M;
              server {
                listen 127.0.0.1:{{port}} backlog=4096;
                location = /value { nchan_publisher; nchan_channel_id bench; nchan_message_buffer_length 1000; nchan_message_timeout 30s; }
                location = /watch { nchan_subscriber websocket; nchan_channel_id bench; nchan_subscriber_first_message newest; }
              }
            }
            """));
        var server = ChildProcess.Start(
            ProgramPath.Find("nginx")!, NoEnvironment, "-p", folder, "-c", configuration, "-e", Path.Combine(folder, "error.log"));
        await PortProbe.WaitAsync(port);
        return new FanOutServer(port, new HttpPublisher(port, FanOutParts.ValuePath), server);
    }

    private static string? WhyNo(string program, string package) =>
        ProgramPath.Find(program) is null ? $"there is no {program} (package {package})" : null;

    private static string? WhyNoSocketIo(string folder)
    {
        if ((WhyNo("node", "nodejs") ?? WhyNo("redis-server", "redis-server")) is { } missing)
        {
            return missing;
        }

        if (Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            return null;
        }

        if (!Directory.Exists(folder) || ProgramPath.Find("npm") is not { } npm)
        {
            return $"its packages cannot be installed: no npm, or no folder {folder}";
        }

        var start = new ProcessStartInfo(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error"]) { WorkingDirectory = folder };
        using var install = Process.Start(start)!;
        install.WaitForExit();
        return install.ExitCode == 0 ? null : $"npm ci in {folder} ended with {install.ExitCode}";
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
