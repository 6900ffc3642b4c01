using System.Net;
using System.Net.Sockets;
using Homing.Kafka.MockCluster;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Homing.Log.Kafka.Tests;

public sealed class StartTests
{
    [Fact]
    public async Task A_broker_that_is_not_there_stops_the_start_with_one_line()
    {
        using var nobody = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var host = Host(("BootstrapServers", nobody.LocalEndPoint!.ToString()!), ("ConnectTimeout", "00:00:01"));

        var exception = await Assert.ThrowsAsync<LogException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal(LogError.Unavailable, exception.Error);
        Assert.Contains("Homing:Kafka:BootstrapServers", exception.Message, StringComparison.Ordinal);
        Assert.Contains(nobody.LocalEndPoint.ToString()!, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public async Task A_host_with_the_log_starts_appends_and_stops()
    {
        using var cluster = KafkaMockCluster.Start(1);
        cluster.CreateTopic("t", 1);
        using var host = Host(("BootstrapServers", cluster.BootstrapServers));
        await host.StartAsync(TestContext.Current.CancellationToken);

        var position = await host.Services.GetRequiredService<ILog>().AppendAsync(
            "t", new LogEntry("k"u8.ToArray(), "v"u8.ToArray()), TestContext.Current.CancellationToken);

        Assert.Equal(new LogPosition(0, 0), position);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("Client:no.such.thing", "1", "Homing:Kafka:Client:no.such.thing")]
    [InlineData("Client:socket.timeout.ms", "soon", "Homing:Kafka:Client:socket.timeout.ms")]
    [InlineData("Client:security_protocol", "carrier_pigeon", "Homing:Kafka:Client:security_protocol")]
    [InlineData("Client:acks", "0", "what Homing promises rests on it")]
    [InlineData("Client:linger.ms", "5", "use Homing:Kafka:Linger")]
    [InlineData("BootstrapServers", "", "BootstrapServers")]
    [InlineData("MinInSyncReplicas", "4", "ReplicationFactor (3)")]
    [InlineData("MaxPendingBytes", "4096", "MaxRecordBytes (2097152)")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string setting, string value, string told)
    {
        using var host = Host(("BootstrapServers", "127.0.0.1:1"), (setting, value));

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(
            () => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(exception.Failures, failure => failure.Contains(told, StringComparison.Ordinal));
        Assert.All(exception.Failures, failure => Assert.DoesNotContain('\n', failure));
    }

    [Fact]
    public async Task A_password_is_never_told()
    {
        using var host = Host(
            ("BootstrapServers", "127.0.0.1:1"), ("Client:sasl.password", "hunter2hunter2"), ("Client:no.such.thing", "1"));

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(
            () => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.DoesNotContain("hunter2", exception.ToString(), StringComparison.Ordinal);
    }

    private static IHost Host(params (string Name, string Value)[] settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        foreach (var (name, value) in settings)
        {
            builder.Configuration[$"{KafkaLogOptions.SectionName}:{name}"] = value;
        }

        builder.Services.AddKafkaLog();
        builder.Services.AddKafkaLog();
        return builder.Build();
    }
}
