using System.Net;
using System.Security.Cryptography;
using Homing.Reports.ProviderApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Homing.Reports.Tests.ProviderApi;

/// <summary>"Fetch: cut short, HTML with 200, drip, gigabytes" of the failure table, before a real server.</summary>
public sealed class ProviderDownloadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Document_is_fetched_whole()
    {
        await using var scene = await ClientScene.StartAsync();

        await scene.FetchAsync();

        Assert.Equal(scene.Provider.Document, scene.Part());
    }

    [Fact]
    public async Task Cut_short_goes_on_where_it_ended()
    {
        await using var scene = await ClientScene.StartAsync();
        var have = 50_000;
        scene.Provider.OnDocument = async (context, honest) =>
        {
            scene.Provider.OnDocument = null;
            context.Response.ContentType = "application/pdf";
            context.Response.ContentLength = scene.Provider.Document.Length;
            context.Response.Headers.ETag = $"\"{scene.Provider.Promise.Sha256}\"";
            await context.Response.Body.WriteAsync(scene.Provider.Document.AsMemory(0, have), Token);
            await context.Response.Body.FlushAsync(Token);
            context.Abort();
        };

        var error = await scene.FetchInVainAsync();
        have = scene.Part().Length;
        await scene.FetchAsync();

        Assert.Equal(ProviderError.Unavailable, error.Error);
        Assert.Equal(have == 0 ? "" : $"bytes={have}-", scene.Provider.Ranges.Single());
        Assert.Equal(scene.Provider.Document, scene.Part());
    }

    [Fact]
    public async Task Part_of_an_earlier_process_is_gone_on_with()
    {
        await using var scene = await ClientScene.StartAsync();
        await File.WriteAllBytesAsync(scene.PartPath, scene.Provider.Document[..70_000], Token);

        await scene.FetchAsync();

        Assert.Equal("bytes=70000-", scene.Provider.Ranges.Single());
        Assert.Equal(scene.Provider.Document, scene.Part());
    }

    [Fact]
    public async Task Whole_part_of_an_earlier_process_is_not_fetched_again()
    {
        await using var scene = await ClientScene.StartAsync();
        await File.WriteAllBytesAsync(scene.PartPath, scene.Provider.Document, Token);

        await scene.FetchAsync();

        Assert.Empty(scene.Provider.Calls);
    }

    [Fact]
    public async Task Part_of_something_else_is_thrown_away()
    {
        await using var scene = await ClientScene.StartAsync();
        await File.WriteAllBytesAsync(scene.PartPath, new byte[70_000], Token);

        var error = await scene.FetchInVainAsync();
        Assert.Equal(ProviderError.Unusable, error.Error);
        Assert.Empty(scene.Part());

        await scene.FetchAsync();
        Assert.Equal(scene.Provider.Document, scene.Part());
    }

    [Fact]
    public async Task Server_without_ranges_is_fetched_from_the_beginning()
    {
        await using var scene = await ClientScene.StartAsync();
        await File.WriteAllBytesAsync(scene.PartPath, scene.Provider.Document[..70_000], Token);
        scene.Provider.OnDocument = (context, _) => WriteAsync(context, scene.Provider.Document);

        await scene.FetchAsync();

        Assert.Equal(scene.Provider.Document, scene.Part());
    }

    public static TheoryData<string, string> Lies => new()
    {
        { "html", "it came as text/html, not as application/pdf" },
        { "nothing named", "it came as nothing named, not as application/pdf" },
        { "gigabytes", "10737418240 bytes are announced, where 200000 were promised" },
        { "shorter", "199999 bytes are announced, where 200000 were promised" },
        { "longer, unannounced", "more than the promised 200000 bytes came" },
        { "wrong hash", "its SHA-256 is not the promised one" },
        { "wrong digest header", "another SHA-256 is announced" },
        { "encoded", "it came encoded as br" },
        { "wrong part", "the part 'bytes 5-199999/200000' came, where bytes from 100 of 200000 were asked for" },
        { "part of a longer one", "the part 'bytes 100-199999/300000' came, where bytes from 100 of 200000 were asked for" },
        { "part not satisfiable", "it ends before byte 100" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task What_is_not_the_promised_document_is_thrown_away(string lie, string reason)
    {
        await using var scene = await ClientScene.StartAsync();
        var provider = scene.Provider;
        if (lie.Contains("part", StringComparison.Ordinal))
        {
            await File.WriteAllBytesAsync(scene.PartPath, provider.Document[..100], Token);
        }

        provider.OnDocument = (context, _) => TellAsync(lie, context, provider.Document);

        var error = await scene.FetchInVainAsync();

        Assert.Equal((ProviderError.Unusable, $"The document cannot be used: {reason}."), (error.Error, error.Message));
        Assert.Empty(scene.Part());

        provider.OnDocument = null;
        await scene.FetchAsync();
        Assert.Equal(provider.Document, scene.Part());
    }

    [Fact]
    public async Task Document_that_ends_properly_but_early_is_asked_for_the_rest()
    {
        await using var scene = await ClientScene.StartAsync();
        scene.Provider.OnDocument = async (context, _) =>
        {
            context.Response.ContentType = "application/pdf";
            await context.Response.Body.WriteAsync(scene.Provider.Document.AsMemory(0, 1000), Token);
        };

        var error = await scene.FetchInVainAsync();

        Assert.Equal(
            (ProviderError.Unusable, "The document ended after 1000 of 200000 bytes."), (error.Error, error.Message));
        scene.Provider.OnDocument = null;
        await scene.FetchAsync();
        Assert.Equal("bytes=1000-", scene.Provider.Ranges.Single());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_no_pdf_is_thrown_away_whatever_its_hash(bool hasStart)
    {
        await using var scene = await ClientScene.StartAsync();
        var bytes = new byte[5000];
        if (hasStart)
        {
            "%PDF-1.7"u8.CopyTo(bytes);
        }

        scene.Provider.Document = bytes;

        var error = await scene.FetchInVainAsync();

        Assert.Equal("The document cannot be used: it is no PDF.", error.Message);
        Assert.Empty(scene.Part());
    }

    [Fact]
    public async Task Silence_after_the_headers_is_given_up_after_a_window()
    {
        await using var scene = await ClientScene.StartAsync();
        var silent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Provider.OnDocument = async (context, _) =>
        {
            context.Response.ContentType = "application/pdf";
            context.Response.ContentLength = scene.Provider.Document.Length;
            await context.Response.Body.WriteAsync(scene.Provider.Document.AsMemory(0, 1000), Token);
            await context.Response.Body.FlushAsync(Token);
            silent.SetResult();
            await scene.Provider.Forever(context);
        };

        var fetching = scene.FetchInVainAsync();
        await silent.Task.WaitAsync(Token);
        await TimerOfTheWindowAsync(scene);
        scene.Time.Advance(scene.Options.RateWindow);

        var error = await fetching;
        Assert.Equal(ProviderError.Unavailable, error.Error);
        Assert.StartsWith("The download is too slow", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drip_is_given_up_and_what_came_is_kept()
    {
        await using var scene = await ClientScene.StartAsync(options => options.RateWindow = TimeSpan.FromSeconds(10));
        using var turns = new SemaphoreSlim(0);
        scene.Provider.OnDocument = async (context, _) =>
        {
            context.Response.ContentType = "application/pdf";
            context.Response.ContentLength = scene.Provider.Document.Length;
            for (var at = 0; at < 1000; at += 100)
            {
                await turns.WaitAsync(context.RequestAborted);
                await context.Response.Body.WriteAsync(scene.Provider.Document.AsMemory(at, 100), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        };
        var fetching = scene.FetchInVainAsync();

        // A hundred bytes a second, where a kibibyte is the least.
        for (var second = 0; second < 10; second++)
        {
            turns.Release();
            await Until(() => scene.Part().Length == (second + 1) * 100 || fetching.IsCompleted);
            scene.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var error = await fetching;
        Assert.Equal(ProviderError.Unavailable, error.Error);
        Assert.Equal(1000, scene.Part().Length);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://10.0.0.1/provider/reports/any/document")]
    [InlineData("ftp://127.0.0.1/document")]
    [InlineData("http://user@127.0.0.1/document")]
    [InlineData("http://provider.example/document")]
    public async Task Document_elsewhere_is_not_fetched(string url)
    {
        await using var scene = await ClientScene.StartAsync();

        var error = await scene.FetchInVainAsync(scene.Provider.Promise with { Url = new Uri(url) });

        Assert.Equal(
            (ProviderError.Refused, $"'{new Uri(url)}' is not an address of the provider."), (error.Error, error.Message));
    }

    [Theory]
    [InlineData(HttpStatusCode.Found)]
    [InlineData(HttpStatusCode.PermanentRedirect)]
    public async Task Redirection_is_not_followed(HttpStatusCode status)
    {
        await using var elsewhere = await HostileProvider.StartAsync();
        await using var scene = await ClientScene.StartAsync();
        scene.Provider.OnDocument = (context, _) =>
        {
            context.Response.StatusCode = (int)status;
            context.Response.Headers.Location = elsewhere.Promise.Url.ToString();
            return Task.CompletedTask;
        };

        var error = await scene.FetchInVainAsync();

        Assert.Equal(ProviderError.Unusable, error.Error);
        Assert.Empty(elsewhere.Calls);
    }

    [Fact]
    public async Task Document_that_is_gone_is_refused()
    {
        await using var scene = await ClientScene.StartAsync();
        scene.Provider.OnDocument = (context, _) => StatusAsync(context, HttpStatusCode.Gone);

        Assert.Equal(ProviderError.Refused, (await scene.FetchInVainAsync()).Error);
    }

    private static Task TellAsync(string lie, HttpContext context, byte[] document)
    {
        var headers = context.Response.Headers;
        switch (lie)
        {
            case "html":
                return WriteAsync(context, "<html>Please sign in</html>"u8.ToArray(), "text/html");
            case "nothing named":
                return WriteAsync(context, document, null);
            case "gigabytes":
                context.Response.ContentType = "application/pdf";
                context.Response.ContentLength = 10L << 30;
                return context.Response.Body.WriteAsync(document, context.RequestAborted).AsTask();
            case "shorter":
                return WriteAsync(context, document[..^1]);
            case "longer, unannounced":
                context.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
                context.Response.ContentType = "application/pdf";
                return WriteWithoutLengthAsync(context, [.. document, .. document]);
            case "wrong hash":
                return WriteAsync(context, [.. document[..1000], (byte)(document[1000] + 1), .. document[1001..]]);
            case "wrong digest header":
                headers["Repr-Digest"] = $"sha-512=:AAAA:, sha-256=:{Convert.ToBase64String(SHA256.HashData([1]))}:";
                return WriteAsync(context, document);
            case "encoded":
                headers.ContentEncoding = "br";
                return WriteAsync(context, document);
            case "wrong part":
                return WritePartAsync(context, document, 5, document.Length);
            case "part of a longer one":
                return WritePartAsync(context, document, 100, 300_000);
            case "part not satisfiable":
                return StatusAsync(context, HttpStatusCode.RequestedRangeNotSatisfiable);
            default:
                throw new ArgumentOutOfRangeException(nameof(lie), lie, null);
        }
    }

    private static Task WriteAsync(HttpContext context, byte[] bytes, string? type = "application/pdf")
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    private static async Task WriteWithoutLengthAsync(HttpContext context, byte[] bytes)
    {
        await context.Response.StartAsync(context.RequestAborted);
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static Task WritePartAsync(HttpContext context, byte[] document, int from, long length)
    {
        context.Response.StatusCode = StatusCodes.Status206PartialContent;
        context.Response.Headers.ContentRange = $"bytes {from}-{document.Length - 1}/{length}";
        return WriteAsync(context, document[from..]);
    }

    private static Task StatusAsync(HttpContext context, HttpStatusCode status)
    {
        context.Response.StatusCode = (int)status;
        return Task.CompletedTask;
    }

    // The window is measured from when the body is read.
    private static Task TimerOfTheWindowAsync(ClientScene scene) => Until(() => scene.Time.ActiveTimers > 0 && scene.Part().Length > 0);

    private static async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            Token.ThrowIfCancellationRequested();
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        }
    }
}
