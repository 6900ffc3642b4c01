namespace Homing.Bench.ScaleModel;

/// <summary>
/// All that the model knows of the real world. A new measurement changes a number here, and docs/scaling.md by
/// <c>./homing bench scale-model</c>.
/// </summary>
internal static class UnitCosts
{
    private const string Idle = "./homing bench idle";
    private const string Storm = "./homing bench storm --real";
    private const string Scale = "./homing bench scale";
    private const string Reroute = "./homing bench reroute";

    public static UnitCost IdleConnection { get; } =
        Measured("an idle connection, at the gateway", 7_854, "B", Idle);

    // /proc/meminfo (Slab) before and after 9,000 loopback connections: 9.2 kB for both ends.
    public static UnitCost KernelConnection { get; } =
        Assumed("the same, in the kernel", 4_600, "B", "half of what both ends of a loopback connection take of Slab");

    public static UnitCost Process { get; } =
        Assumed("a gateway process without clients", 120e6, "B", "a .NET server at rest, rounded up");

    public static UnitCost GatewayRequest { get; } =
        Measured("a request and its answer, at the gateway", 350, "µs", Scale);

    public static UnitCost WorkerRequest { get; } =
        Measured("the same, at the worker, the handler's own work left out", 75, "µs", Scale);

    public static UnitCost Ping { get; } = Measured("a ping and its pong, at the gateway", 22, "µs", Scale);

    // Two appends, and as many reads in each gateway. A worker does one of each, and more, in its time.
    public static UnitCost Reroutes { get; } = Assumed(
        "handing an answer over: its append and its settling's, at the gateways that do it", 75, "µs",
        "as much as a worker takes, in " + Scale + "; to be measured by " + Reroute);

    public static UnitCost BroadcastRead { get; } = Assumed(
        "reading one record of the broadcast topic, at every gateway", 38, "µs",
        "half of what a worker takes, in " + Scale + "; to be measured by " + Reroute);

    public static UnitCost Welcome { get; } =
        Measured("a client that comes back: accept, upgrade, hello, welcome; no TLS", 76, "µs", Storm);

    public static UnitCost MovedWord { get; } =
        Assumed("telling a gateway that its client has moved", 40, "µs", "an append and a read of a small record, as in " + Reroute);

    public static UnitCost RequestRecord { get; } = Measured("a record of client_request, beside its body", 210, "B", Scale);

    public static UnitCost ResponseRecord { get; } = Measured("a record of an answer, broadcast or not, beside its body", 168, "B", Reroute);

    public static UnitCost SettledRecord { get; } = Measured("a settled record, whole", 129, "B", Reroute);

    public static UnitCost MovedRecord { get; } =
        Assumed("a moved record, whole", 170, "B", "its fields, as docs/architecture/gateway.md has them");

    public static UnitCost MailItem { get; } =
        Assumed("an answer in the mailbox, beside its bytes", 400, "B", "docs/decisions/0006-mailbox-is-a-broadcast-topic.md");

    public static UnitCost GatewayStart { get; } =
        Measured("a process from its start until it is ready", 1.1, "s", Storm);

    public static UnitCost PartitionBytes { get; } = Assumed(
        "what one partition takes, replicated in step", 40e6, "B/s",
        "one producer, 3 synchronous replicas: LinkedIn, \"Benchmarking Apache Kafka: 2 million writes per second\", 2014");

    public static UnitCost BrokerBytes { get; } = Assumed(
        "what one of three brokers takes from clients, a quarter of its peak", 50e6, "B/s",
        "605 MB/s peak over three brokers: developer.confluent.io/learn/kafka-performance");

    public static UnitCost BrokerEgress { get; } = Assumed(
        "what one broker sends to readers", 600e6, "B/s", "half of a network of 10 Gbit/s");

    public static IReadOnlyList<UnitCost> All { get; } =
    [
        IdleConnection, KernelConnection, Process, GatewayRequest, WorkerRequest, Ping, Reroutes, BroadcastRead, Welcome,
        MovedWord, RequestRecord, ResponseRecord, SettledRecord, MovedRecord, MailItem, GatewayStart,
        PartitionBytes, BrokerBytes, BrokerEgress,
    ];

    private static UnitCost Measured(string what, double value, string unit, string command) =>
        new(what, value, unit, command, false);

    private static UnitCost Assumed(string what, double value, string unit, string source) =>
        new(what, value, unit, source, true);
}
