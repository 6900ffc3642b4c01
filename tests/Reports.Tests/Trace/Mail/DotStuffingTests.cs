using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Homing.Reports.Trace.Mail.Smtp;

namespace Homing.Reports.Tests.Trace.Mail;

public sealed class DotStuffingTests
{
    /// <summary>However it is cut into writes, taking the dots away again gives what was written, and no line ends it early.</summary>
    [Fact]
    public void Content_comes_back_as_it_was()
    {
        var pieces = Gen.Elements(".", "..", "a", "\r\n", ".\r\n", "\r\n.", "bc.").ListOf().Select(list => list.ToArray());
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Arb.From(pieces), async written =>
        {
            using var output = new MemoryStream();
            using var stuffing = new DotStuffing(output);
            foreach (var piece in written)
            {
                await stuffing.WriteAsync(Encoding.ASCII.GetBytes(piece));
            }

            await stuffing.CompleteLineAsync(default);
            var sent = Encoding.ASCII.GetString(output.ToArray());
            var lines = sent.Split("\r\n");
            var content = string.Concat(written);
            Assert.DoesNotContain(".", lines);
            Assert.Equal(
                content.Length == 0 || content.EndsWith("\r\n", StringComparison.Ordinal) ? content : content + "\r\n",
                string.Join("\r\n", lines.Select(line => line.StartsWith('.') ? line[1..] : line)));
        }));
    }
}
