using FsCheck;
using FsCheck.Fluent;
using Homing.Log.Embedded.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Log.Embedded.Tests;

public sealed class RecoveryTests
{
    [Fact]
    public void Record_survives_the_codec() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
        ArbMap.Default.ArbFor<(byte[] Key, byte[]? Value, long Offset)>().Filter(input => input.Key is not null),
        input =>
        {
            var value = input.Value is null ? default(ReadOnlyMemory<byte>?) : input.Value;
            var entry = new LogEntry(input.Key, value, new LogHeaders([new("n", input.Key)]));
            var frame = new byte[RecordCodec.FrameLength(entry)];
            var headers = new byte[RecordCodec.HeadersLength(entry, frame.Length)];
            RecordCodec.WriteHeaders(entry.Headers, headers);
            RecordCodec.Write(frame, entry, headers, RecordCodec.SumBody(entry, headers), input.Offset, 5);
            var state = RecordCodec.Inspect(frame, int.MaxValue, out var header);
            var record = RecordCodec.Read(frame, header);
            return state == FrameState.Whole && record.Offset == input.Offset
                && record.Key.Span.SequenceEqual(input.Key)
                && record.Value.HasValue == (input.Value is not null)
                && (record.Value ?? default).Span.SequenceEqual(input.Value)
                && record.Headers.TryGet("n", out var named) && named.Span.SequenceEqual(input.Key);
        }));

    [Fact]
    public void Damaged_tail_leaves_exactly_the_records_before_it() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
        ArbMap.Default.ArbFor<(PositiveInt Seed, bool Flip)>(),
        input =>
        {
            var random = new Random(input.Seed.Get);
            var folder = Directory.CreateTempSubdirectory("homing-torn-");
            var ends = new List<int>();
            using (var file = File.Create(Segment.PathOf(folder.FullName, 0)))
            {
                for (var i = 0; i < 20; i++)
                {
                    var entry = new LogEntry(new byte[random.Next(9)], new byte[random.Next(300)]);
                    var frame = new byte[RecordCodec.FrameLength(entry)];
                    RecordCodec.Write(frame, entry, [], RecordCodec.SumBody(entry, []), i, 7);
                    file.Write(frame);
                    ends.Add((int)file.Length);
                }

                file.Flush();
                var at = random.Next((int)file.Length);
                ends.RemoveAll(end => end > at);
                if (input.Flip)
                {
                    file.Position = at;
                    var old = file.ReadByte();
                    file.Position = at;
                    file.WriteByte((byte)(old ^ (1 << random.Next(8))));
                }
                else
                {
                    file.SetLength(at);
                }
            }

            var segment = PartitionRecovery.Open(folder.FullName, 1 << 20, NullLogger.Instance)[0];
            var isExact = segment.EndOffset == ends.Count && segment.Length == ends.LastOrDefault();
            segment.Retire();
            folder.Delete(recursive: true);
            return isExact;
        }));
}
