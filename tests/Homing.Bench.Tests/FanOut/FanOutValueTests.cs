using System.Text;
using Homing.Bench.FanOut;

namespace Homing.Bench.Tests.FanOut;

/// <summary>Every system wraps a value in its own way; the watchers find it all the same.</summary>
public sealed class FanOutValueTests
{
    private const long Due = 123_456_789_012;

    [Fact]
    public void ToUtf8_Always_Has512Bytes() => Assert.Equal(512, FanOutValue.At(Due, FanOutValue.Counted).ToUtf8().Length);

    [Theory]
    [InlineData("homing", "{\"type\":\"event\",\"channel\":\"bench\",\"epoch\":1,\"offset\":7,\"at\":\"2026-11-21T00:00:00Z\",\"skipped\":0,\"body\":", "}")]
    [InlineData("signalr", "{\"type\":1,\"target\":\"value\",\"arguments\":[", "]}\u001e")]
    [InlineData("socket.io", "42[\"value\",", "]")]
    [InlineData("nats", "MSG bench 1 512\r\n", "\r\n")]
    [InlineData("nchan", "", "")]
    public void TryFind_ValueInTheFrameOfASystem_IsFoundOnce(string system, string before, string behind)
    {
        ReadOnlySpan<byte> frame = [.. Utf8(before), .. FanOutValue.At(Due, FanOutValue.Counted).ToUtf8(), .. Utf8(behind)];

        Assert.True(FanOutValue.TryFind(ref frame, out var due, out var phase), system);
        Assert.Equal((Due, FanOutValue.Counted), (due, phase));
        Assert.False(FanOutValue.TryFind(ref frame, out _, out _));
    }

    [Fact]
    public void TryFind_TwoValuesInOneFrame_FindsBothInOrder()
    {
        ReadOnlySpan<byte> frame =
            [.. FanOutValue.At(1, FanOutValue.Counted).ToUtf8(), .. FanOutValue.At(2, FanOutValue.End).ToUtf8()];

        Assert.True(FanOutValue.TryFind(ref frame, out var first, out _));
        Assert.True(FanOutValue.TryFind(ref frame, out var second, out var phase));
        Assert.Equal((1, 2, FanOutValue.End), (first, second, phase));
    }

    [Fact]
    public void TryFind_OtherFrames_FindsNothing()
    {
        ReadOnlySpan<byte> frame = "{\"type\":\"pong\"}"u8;
        Assert.False(FanOutValue.TryFind(ref frame, out _, out _));
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
