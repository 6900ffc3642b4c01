using System.Buffers.Binary;

namespace Homing.Log.Embedded.Tests;

public sealed class DamageTests
{
    // 36 bytes of head, 1 of key: frames of 256 bytes, whose length begins with a zero byte.
    private const int ValueBytes = 219;
    private const int FrameBytes = 256;
    private const int DamagedRecord = 40;

    [Theory]
    [InlineData(200, null)]
    [InlineData(0, 0)]
    [InlineData(0, 7)]
    [InlineData(0, int.MaxValue)]
    [InlineData(0, 30_000)]
    public async Task Damage_in_a_closed_segment_is_told_with_file_and_offset(int at, int? length)
    {
        using var folder = new LogFolder();
        folder.Options.SegmentBytes = 64 << 10;
        await using (var log = await folder.OpenWithTopicAsync())
        {
            for (var i = 0; i < 300; i++)
            {
                await log.PutAsync("k", "v" + i, ValueBytes);
            }
        }

        Damage(folder.Segments[0], (DamagedRecord * FrameBytes) + at, length);
        await using (var log = await folder.OpenAsync())
        {
            await using var reader = log.OpenReader("t", StartAt.Beginning);
            Assert.Equal(DamagedRecord, (await reader.TakeAsync(DamagedRecord)).Count);
            for (var i = 0; i < 2; i++)
            {
                var error = await Assert.ThrowsAsync<LogException>(async () => await reader.ReadAsync(LogText.Soon));
                Assert.Equal(LogError.Storage, error.Error);
                Assert.StartsWith(
                    $"{folder.Segments[0]} is damaged at byte {DamagedRecord * FrameBytes}, offset {DamagedRecord}",
                    error.Message, StringComparison.Ordinal);
            }

            // Nobody else is hurt by it.
            Assert.Equal(300, (await log.PutAsync("k", "v")).Offset);
            Assert.Equal("280 k=v280", (await log.ReadAllAsync(StartAt.At(280)))[0]);
        }
    }

    [Fact]
    public async Task Segment_that_became_shorter_is_told_too()
    {
        using var folder = new LogFolder();
        folder.Options.SegmentBytes = 64 << 10;
        await using var log = await folder.OpenWithTopicAsync();
        for (var i = 0; i < 300; i++)
        {
            await log.PutAsync("k", "v" + i, ValueBytes);
        }

        await using (var file = File.Open(folder.Segments[0], FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(FrameBytes);
        }

        await using var reader = log.OpenReader("t", StartAt.Beginning);
        Assert.Equal(["0 k=v0"], await reader.TakeAsync(1));
        var error = await Assert.ThrowsAsync<LogException>(async () => await reader.ReadAsync(LogText.Soon));
        Assert.Contains($"damaged at byte {FrameBytes}, offset 1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4096 + 1)]
    [InlineData(4096 + 3)]
    [InlineData(4096 + 35)]
    [InlineData(4096 + 37)]
    public async Task Batch_that_ends_within_a_head_is_no_damage(int batchBytes)
    {
        using var folder = new LogFolder();
        folder.Options.ReadBatchBytes = batchBytes;
        await using var log = await folder.OpenWithTopicAsync();
        for (var i = 0; i < 100; i++)
        {
            await log.PutAsync("k", "v" + i, ValueBytes);
        }

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i} k=v{i}"), await log.ReadAllAsync());
    }

    private static void Damage(string path, int at, int? length)
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Position = at;
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length ?? 0x55);
        file.Write(length is null ? bytes[..1] : bytes);
    }
}
