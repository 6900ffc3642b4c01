using FsCheck;
using FsCheck.Fluent;
using Homing.Gateway.Channels;
using Homing.Gateway.Protocol;

namespace Homing.Gateway.Tests.Channels;

/// <summary>
/// Random histories of three channels and of answers on one connection whose peer reads now and then. A failure prints the
/// seed and the shrunk history; run it again with <c>Settings.WithReplay(seed, gamma)</c>.
/// </summary>
public sealed class ConflationPropertyTests
{
    private const int Channels = 3;
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(500).WithStartSize(10).WithEndSize(150);

    private enum Kind
    {
        Offer,
        Answer,
        Read,
        Pass,
        Repeat,
    }

    [Fact]
    public void Whatever_the_order_the_newest_arrives_and_everything_is_counted()
    {
        var (sent, skipped) = (0, 0);
        Check.One(Settings, Prop.ForAll(Arb.From(Gen.ArrayOf(Steps())), history =>
        {
            using var world = new World();
            foreach (var step in history)
            {
                world.Do(step);
            }

            world.Finish();
            sent += world.Sent;
            skipped += world.Skipped;
        }));

        Assert.True(sent > 1000 && skipped > 1000, $"The histories are too tame: {sent} sent, {skipped} skipped.");
    }

    private static Gen<(Kind Kind, int Amount)> Steps() =>
        from kind in Gen.Frequency(
            (10, Gen.Constant(Kind.Offer)),
            (2, Gen.Constant(Kind.Answer)),
            (6, Gen.Constant(Kind.Read)),
            (3, Gen.Constant(Kind.Pass)),
            (1, Gen.Constant(Kind.Repeat)))
        from amount in Gen.Choose(0, 1000)
        select (kind, amount);

    private sealed class World : IDisposable
    {
        private readonly ConnectionKit _kit = new();
        private readonly Subscription[] _subscriptions;
        private readonly int[] _offered = new int[Channels];
        private int _answers;

        public World()
        {
            _subscriptions = [.. Enumerable.Range(0, Channels).Select(index => _kit.NewSubscription($"c{index}"))];
            foreach (var (index, subscription) in _subscriptions.Index())
            {
                subscription.Open(new ConnectionKit.Watch(), Interval(index));
            }
        }

        public int Sent { get; private set; }

        public int Skipped { get; private set; }

        public void Do((Kind Kind, int Amount) step)
        {
            var channel = step.Amount % Channels;
            switch (step.Kind)
            {
                case Kind.Offer:
                    _subscriptions[channel].Offer(TestChannels.ValueAt(++_offered[channel]));
                    break;
                case Kind.Answer:
                    _kit.Outbox.Send(ServerFrame.Response("r", ++_answers, "op", isError: false, "1"u8));
                    break;
                case Kind.Read:
                    _kit.Socket.Read();
                    break;
                case Kind.Pass:
                    _kit.Time.Advance(TimeSpan.FromMilliseconds(step.Amount));
                    break;
                default:
                    _subscriptions[channel].Repeat(null, Interval(step.Amount));
                    break;
            }
        }

        public void Finish()
        {
            _kit.Socket.ReadAll();
            while (_kit.Time.ActiveTimers > 0)
            {
                _kit.Time.Advance(TimeSpan.FromSeconds(1));
                _kit.Socket.ReadAll();
            }

            var answers = _kit.Socket.Frames.Where(frame => frame.GetProperty("type").GetString() == "response");
            Assert.Equal(Enumerable.Range(1, _answers), answers.Select(frame => frame.GetProperty("seq").GetInt32()));
            foreach (var (index, offered) in _offered.Index())
            {
                var events = _kit.Socket.Frames.Where(frame => frame.GetProperty("type").GetString() == "event"
                    && frame.GetProperty("channel").GetString() == $"c{index}").ToArray();
                var offsets = events.Select(frame => frame.GetProperty("offset").GetInt32()).ToArray();
                var skipped = events.Sum(frame => frame.GetProperty("skipped").GetInt32());

                Assert.Equal(offered, events.Length + skipped);
                Assert.Equal(offered, offsets.LastOrDefault());
                Assert.Equal(offsets.Order(), offsets);
                Sent += events.Length;
                Skipped += skipped;
            }

            Assert.Equal(0, _kit.Outbox.Bytes);
        }

        public void Dispose() => _kit.Dispose();

        private static TimeSpan Interval(int seed) => TimeSpan.FromMilliseconds(seed % 4 * 250);
    }
}
