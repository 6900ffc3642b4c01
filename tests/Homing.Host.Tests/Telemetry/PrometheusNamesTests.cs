using Homing.Host.Telemetry;
using OpenTelemetry.Metrics;

namespace Homing.Host.Tests.Telemetry;

public sealed class PrometheusNamesTests
{
    [Theory]
    [InlineData("homing.gateway.answers", "{answer}", MetricType.LongSum, "homing_gateway_answers_total")]
    [InlineData("homing.log.appended.size", "By", MetricType.LongSum, "homing_log_appended_size_bytes_total")]
    [InlineData("dotnet.process.cpu.time", "s", MetricType.DoubleSum, "dotnet_process_cpu_time_seconds_total")]
    [InlineData("jobs_total", null, MetricType.LongSum, "jobs_total")]
    [InlineData("homing.gateway.request.duration", "s", MetricType.Histogram, "homing_gateway_request_duration_seconds")]
    [InlineData("wait_seconds", "s", MetricType.Histogram, "wait_seconds")]
    [InlineData("cache.full", "1", MetricType.DoubleGauge, "cache_full_ratio")]
    [InlineData("cache.hits", "1", MetricType.LongSum, "cache_hits_total")]
    [InlineData("disk.speed", "By/s", MetricType.DoubleGauge, "disk_speed_bytes_per_second")]
    [InlineData("queue.speed", "{request}/s", MetricType.DoubleGauge, "queue_speed")]
    [InlineData("cpu.used", "%", MetricType.DoubleGauge, "cpu_used_percent")]
    [InlineData("open", "{connection}", MetricType.LongSumNonMonotonic, "open")]
    [InlineData("1st.of--all", "", MetricType.LongGauge, "_1st_of_all")]
    [InlineData("größe", "", MetricType.LongGauge, "gr_e")]
    public void Name_has_its_unit_and_kind_behind_it(string name, string? unit, MetricType type, string expected) =>
        Assert.Equal(expected, PrometheusNames.Family(name, unit, type));

    [Theory]
    [InlineData("messaging.consumer.group.name", "messaging_consumer_group_name")]
    [InlineData("a:b", "a_b")]
    [InlineData("9", "_9")]
    public void Label_has_only_letters_digits_and_underscores(string name, string expected) =>
        Assert.Equal(expected, PrometheusNames.Label(name));
}
