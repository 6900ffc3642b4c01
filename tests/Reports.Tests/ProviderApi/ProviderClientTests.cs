using System.Net;
using System.Text;
using System.Text.Json;
using Homing.Reports.ProviderApi;
using Microsoft.AspNetCore.Http;

namespace Homing.Reports.Tests.ProviderApi;

public sealed class ProviderClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Order_is_handed_in_asked_about_and_withdrawn()
    {
        await using var scene = await ClientScene.StartAsync();
        var order = scene.NewOrder();

        var taken = await scene.Client.SubmitAsync(order, ClientScene.TraceParent, Token);
        var again = await scene.Client.SubmitAsync(order, ClientScene.TraceParent, Token);
        var found = await scene.Client.FindAsync(order.ReportId, ClientScene.TraceParent, Token);
        await scene.Client.DeleteAsync(order.ReportId, Token);
        var gone = await scene.Client.FindAsync(order.ReportId, ClientScene.TraceParent, Token);
        await scene.Client.DeleteAsync(order.ReportId, Token);

        Assert.Equal((ProviderJobStates.Queued, taken), (taken.State, again));
        Assert.Equal(40, found!.Percent);
        Assert.Null(gone);
        Assert.Equal([order.ReportId], scene.Provider.Taken);
        Assert.Contains("0123456789abcdef0123456789abcdef", scene.Provider.TraceParents.First(), StringComparison.Ordinal);
        Assert.Equal(new Uri(scene.Provider.Url, "/external-reader/webhooks"), order.CallbackUrl);
    }

    [Fact]
    public async Task Silence_is_given_up_after_the_time_out()
    {
        await using var scene = await ClientScene.StartAsync();
        var came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Provider.OnSubmit = (context, _) =>
        {
            came.SetResult();
            return scene.Provider.Forever(context);
        };

        var submitting = scene.Client.SubmitAsync(scene.NewOrder(), ClientScene.TraceParent, Token);
        await came.Task.WaitAsync(Token);
        scene.Time.Advance(scene.Options.Timeout);

        var error = await Assert.ThrowsAsync<ProviderException>(() => submitting);
        Assert.Equal((ProviderError.Unavailable, "The provider did not answer within 10 s."), (error.Error, error.Message));
    }

    [Fact]
    public async Task Circuit_opens_when_calls_fail_and_closes_when_they_do_not()
    {
        await using var scene = await ClientScene.StartAsync();
        scene.Provider.OnSubmit = (context, _) => StatusAsync(context, HttpStatusCode.InternalServerError);
        for (var call = 0; call < 8; call++)
        {
            Assert.Null((await RefusedAsync(scene)).RetryAfter);
        }

        Assert.Equal(scene.Options.BreakFor, (await RefusedAsync(scene)).RetryAfter);
        Assert.Equal(8, scene.Provider.Calls.Count);

        // One that fails keeps it open, one that does not closes it.
        scene.Time.Advance(scene.Options.BreakFor);
        Assert.Null((await RefusedAsync(scene)).RetryAfter);
        Assert.Equal(scene.Options.BreakFor, (await RefusedAsync(scene)).RetryAfter);
        scene.Time.Advance(scene.Options.BreakFor);
        scene.Provider.OnSubmit = null;
        await scene.Client.SubmitAsync(scene.NewOrder(), ClientScene.TraceParent, Token);
        await scene.Client.SubmitAsync(scene.NewOrder(), ClientScene.TraceParent, Token);
        Assert.Equal(11, scene.Provider.Calls.Count);
    }

    [Fact]
    public async Task Circuit_of_the_orders_leaves_the_documents_alone()
    {
        await using var scene = await ClientScene.StartAsync();
        scene.Provider.OnSubmit = (context, _) => StatusAsync(context, HttpStatusCode.InternalServerError);
        for (var call = 0; call < 9; call++)
        {
            await RefusedAsync(scene);
        }

        await scene.FetchAsync();

        Assert.Equal(scene.Provider.Document, scene.Part());
    }

    [Fact]
    public async Task Questions_are_tried_again_at_once()
    {
        await using var scene = await ClientScene.StartAsync(options => options.Timeout = TimeSpan.FromMinutes(5));
        var order = scene.NewOrder();
        await scene.Client.SubmitAsync(order, ClientScene.TraceParent, Token);
        var failures = 2;
        scene.Provider.OnFind = (context, honest) =>
            failures-- > 0 ? StatusAsync(context, HttpStatusCode.BadGateway) : honest(context);

        var finding = scene.Client.FindAsync(order.ReportId, ClientScene.TraceParent, Token);
        while (!finding.IsCompleted)
        {
            scene.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(finding, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token));
        }

        Assert.NotNull(await finding);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, "7")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "7")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "Thu, 01 Jan 2026 00:00:07 GMT")]
    public async Task Retry_after_is_kept_for_orders_and_not_for_questions(HttpStatusCode status, string retryAfter)
    {
        await using var scene = await ClientScene.StartAsync();
        scene.Provider.OnSubmit = (context, _) =>
        {
            context.Response.Headers.RetryAfter = retryAfter;
            return StatusAsync(context, status);
        };

        Assert.Equal(TimeSpan.FromSeconds(7), (await RefusedAsync(scene)).RetryAfter);
        scene.Provider.OnSubmit = null;
        scene.Time.Advance(TimeSpan.FromSeconds(6.5));
        Assert.Equal(TimeSpan.FromSeconds(0.5), (await RefusedAsync(scene)).RetryAfter);
        Assert.Null(await scene.Client.FindAsync(Guid.NewGuid(), ClientScene.TraceParent, Token));
        Assert.Single(scene.Provider.Calls, call => call.StartsWith("POST", StringComparison.Ordinal));

        scene.Time.Advance(TimeSpan.FromSeconds(0.5));
        await scene.Client.SubmitAsync(scene.NewOrder(), ClientScene.TraceParent, Token);
    }

    [Theory]
    [InlineData("""{"title":"Wrong","detail":"year: 1900 is too early\u0007"}""", "The provider refused: year: 1900 is too early")]
    [InlineData("""{"title":"Wrong"}""", "The provider refused: Wrong")]
    [InlineData("<html>", "The provider refused: 422")]
    [InlineData("[]", "The provider refused: 422")]
    public async Task Refusal_has_the_providers_reason(string body, string reason)
    {
        await using var scene = await ClientScene.StartAsync();
        scene.Provider.OnSubmit = (context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return context.Response.WriteAsync(body, Token);
        };

        var error = await RefusedAsync(scene);

        Assert.Equal((ProviderError.Refused, reason), (error.Error, error.Message));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("<html>")]
    [InlineData("huge")]
    [InlineData("another")]
    public async Task Answer_that_is_none_is_unusable(string body)
    {
        await using var scene = await ClientScene.StartAsync();
        scene.Provider.OnSubmit = (context, _) => context.Response.WriteAsync(
            body switch
            {
                "huge" => new string(' ', 65_537),
                "another" => JsonSerializer.Serialize(
                    new ProviderJob(Guid.NewGuid(), ProviderJobStates.Queued, 0, ""), ProviderJson.Default.ProviderJob),
                _ => body,
            },
            Encoding.UTF8,
            Token);

        Assert.Equal(ProviderError.Unusable, (await RefusedAsync(scene)).Error);
    }

    [Fact]
    public async Task Redirection_of_an_order_is_not_followed()
    {
        await using var elsewhere = await HostileProvider.StartAsync();
        await using var scene = await ClientScene.StartAsync();
        scene.Provider.OnSubmit = (context, _) =>
        {
            context.Response.Headers.Location = new Uri(elsewhere.Url, "provider/reports").ToString();
            return StatusAsync(context, HttpStatusCode.TemporaryRedirect);
        };

        Assert.Equal(ProviderError.Unusable, (await RefusedAsync(scene)).Error);
        Assert.Empty(elsewhere.Calls);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Gone)]
    public async Task Withdrawing_what_is_gone_is_fine(HttpStatusCode status)
    {
        await using var scene = await ClientScene.StartAsync();
        scene.Provider.OnDelete = (context, _) => StatusAsync(context, status);

        await scene.Client.DeleteAsync(Guid.NewGuid(), Token);

        Assert.Single(scene.Provider.Calls);
    }

    [Fact]
    public async Task Provider_that_is_down_is_unavailable()
    {
        await using var scene = await ClientScene.StartAsync();
        await scene.Provider.DisposeAsync();

        Assert.Equal(ProviderError.Unavailable, (await RefusedAsync(scene)).Error);
    }

    [Fact]
    public async Task Name_of_a_private_address_is_not_called_unless_that_is_set()
    {
        var name = Dns.GetHostName();
        var isPrivate = await Record.ExceptionAsync(async () => Assert.DoesNotContain(
            await Dns.GetHostAddressesAsync(name, Token), PublicAddress.Is)) is null;
        Assert.SkipUnless(isPrivate, "The name of this machine does not stand for a private address.");
        await using var scene = await ClientScene.StartAsync();
        var url = new UriBuilder(scene.Provider.Url) { Host = name }.Uri;
        await using var strict = await ClientScene.StartAsync(options => options.Url = url);
        await using var open = await ClientScene.StartAsync(options => (options.Url, options.AllowPrivateAddresses) = (url, true));

        var error = await RefusedAsync(strict);
        var other = await Record.ExceptionAsync(() => open.Client.SubmitAsync(open.NewOrder(), ClientScene.TraceParent, Token));

        // Whether the provider listens at that address too is the machine's affair.
        Assert.Contains($"{name} has no public address", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("has no public address", other?.Message ?? "", StringComparison.Ordinal);
    }

    private static Task<ProviderException> RefusedAsync(ClientScene scene) =>
        Assert.ThrowsAsync<ProviderException>(() => scene.Client.SubmitAsync(scene.NewOrder(), ClientScene.TraceParent, Token));

    private static Task StatusAsync(HttpContext context, HttpStatusCode status)
    {
        context.Response.StatusCode = (int)status;
        return Task.CompletedTask;
    }
}
