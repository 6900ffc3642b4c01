using FsCheck;
using FsCheck.Fluent;
using Homing.Reports.ProviderApi;
using Microsoft.AspNetCore.Http;

namespace Homing.Reports.Tests.ProviderApi;

/// <summary>
/// Whatever a server does in whatever order, what is taken for the document is the document. A failure prints the seed; run
/// it again with <c>Settings.WithReplay(seed, gamma)</c>.
/// </summary>
public sealed class ProviderDownloadPropertyTests
{
    private const int Length = 20_000;

    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(60).WithStartSize(1).WithEndSize(8);

    private enum Mischief
    {
        None,
        Cut,
        EndEarly,
        IgnoreRange,
        ChangeByte,
        ShiftRange,
        SendMore,
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_taken_is_the_document()
    {
        await using var provider = await HostileProvider.StartAsync();
        provider.Document = HostileProvider.NewPdf(Length);
        var taken = 0;
        var refused = 0;
        var tries =
            from mischief in Gen.Elements(Enum.GetValues<Mischief>())
            from at in Gen.Choose(0, Length - 1)
            select (mischief, at);

        var property = Prop.ForAll(Arb.From(Gen.ArrayOf(tries)), async Task (plan) =>
        {
            await using var scene = ClientScene.Before(provider);
            foreach (var (mischief, at) in plan.Append((Mischief.None, 0)).Append((Mischief.None, 0)))
            {
                provider.OnDocument = (context, honest) => DoAsync(mischief, at, context, honest, provider.Document);
                if (await Record.ExceptionAsync(() => scene.FetchAsync()) is { } error)
                {
                    Assert.IsType<ProviderException>(error);
                    refused++;
                }
                else
                {
                    Assert.Equal(provider.Document, scene.Part());
                    taken++;
                }
            }

            // Of two honest tries the first may have to throw away what was there.
            Assert.Equal(provider.Document, scene.Part());
        });

        await Task.Run(() => Check.One(Settings, property), Token);

        Assert.True(taken > 30 && refused > 10, $"{taken} were taken and {refused} refused.");
    }

    private static async Task DoAsync(Mischief mischief, int at, HttpContext context, RequestDelegate honest, byte[] document)
    {
        var from = context.Request.GetTypedHeaders().Range?.Ranges.Single().From ?? 0;
        var rest = document.AsMemory((int)from).ToArray();
        context.Response.ContentType = "application/pdf";
        switch (mischief)
        {
            case Mischief.Cut:
                Head(from, document.Length);
                await context.Response.Body.WriteAsync(rest.AsMemory(0, Math.Min(at, rest.Length)), Token);
                await context.Response.Body.FlushAsync(Token);
                context.Abort();
                break;
            case Mischief.EndEarly:
                Head(from, document.Length);
                context.Response.ContentLength = null;
                await context.Response.Body.WriteAsync(rest.AsMemory(0, Math.Min(at, rest.Length)), Token);
                break;
            case Mischief.IgnoreRange:
                await context.Response.Body.WriteAsync(document, Token);
                break;
            case Mischief.ChangeByte:
                rest[at % rest.Length] ^= 1;
                Head(from, document.Length);
                await context.Response.Body.WriteAsync(rest, Token);
                break;
            case Mischief.ShiftRange:
                Head(from + 1, document.Length);
                context.Response.ContentLength = null;
                await context.Response.Body.WriteAsync(rest.AsMemory(1), Token);
                break;
            case Mischief.SendMore:
                Head(from, document.Length);
                context.Response.ContentLength = null;
                await context.Response.Body.WriteAsync(document, Token);
                await context.Response.Body.WriteAsync(document, Token);
                break;
            default:
                await honest(context);
                break;
        }

        void Head(long start, long length)
        {
            context.Response.ContentLength = length - start;
            if (start > 0)
            {
                context.Response.StatusCode = StatusCodes.Status206PartialContent;
                context.Response.Headers.ContentRange = $"bytes {start}-{length - 1}/{length}";
            }
        }
    }
}
