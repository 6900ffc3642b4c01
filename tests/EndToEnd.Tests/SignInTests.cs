using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Homing.Testing;

namespace EndToEnd.Tests;

/// <summary>Signing in to the real executable, as its users do.</summary>
public sealed partial class SignInTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task First_start_prints_the_password_the_second_does_not_and_it_is_good_at_both()
    {
        using var data = new DataFolder();
        string password, token;
        await using (var first = await ServerProcess.UpAsync(data.Path))
        {
            password = Printed().Match(first.Output).Groups[1].Value;
            using var http = new HttpClient { BaseAddress = first.Server };
            using var answer = await SignInAsync(http, "ceo", password);
            token = (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("access_token").GetString()!;
            Assert.Equal(0, await first.StopAsync());
        }

        await using var second = await ServerProcess.UpAsync(data.Path);
        using var again = new HttpClient { BaseAddress = second.Server };
        using var signedIn = await SignInAsync(again, "driver", password);
        using var byToken = new HttpClient { BaseAddress = second.Server };
        byToken.DefaultRequestHeaders.Add("Authorization", "Bearer " + token);
        var me = await byToken.GetFromJsonAsync<JsonElement>("/api/me", Token);

        Assert.DoesNotMatch(Printed(), second.Output);
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        Assert.Equal("ceo", me.GetProperty("user").GetString());
    }

    [Fact]
    public async Task Setting_is_the_password_and_cookie_and_token_make_tickets_of_the_user()
    {
        using var data = new DataFolder();
        await using var server = await ServerProcess.UpAsync(data.Path, 2, "--Homing:Demo:Password=chosen");
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = server.Server };

        using var signedIn = await SignInAsync(http, "CEO", "chosen");
        using var wrongPassword = await SignInAsync(http, "ceo", "wrong");
        using var wrongUser = await SignInAsync(http, "nobody", "chosen");
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single();
        var body = await signedIn.Content.ReadFromJsonAsync<JsonElement>(Token);

        Assert.DoesNotMatch(Printed(), server.Output);
        Assert.Equal(43200, body.GetProperty("expires_in").GetInt32());
        Assert.True(signedIn.Headers.CacheControl!.NoStore);
        Assert.StartsWith("homing=", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal([401, 401], new[] { (int)wrongPassword.StatusCode, (int)wrongUser.StatusCode });
        Assert.Equal(await ProblemAsync(wrongPassword), await ProblemAsync(wrongUser));

        var header = ("Cookie", cookie.Split(';')[0]);
        var bearer = ("Authorization", "Bearer " + body.GetProperty("access_token").GetString());
        await using var byCookie = await SocketClient.ConnectAsync(server.Servers[1], header);
        await using var byToken = await SocketClient.ConnectAsync(server.Servers[0], bearer with { Item2 = bearer.Item2.Replace("Bearer", "bearer", StringComparison.Ordinal) });
        await using var guest = await SocketClient.ConnectAsync(server.Server);
        await using var thief = await SocketClient.OpenAsync(server.Servers[1], header);
        await thief.SendAsync(new { type = "hello", session = guest.Session });

        Assert.NotEqual(byCookie.ClientId, byToken.ClientId);
        Assert.Equal(4001, await thief.ReceiveCloseAsync());
    }

    [Fact]
    public async Task Signing_out_takes_the_cookie_back()
    {
        using var data = new DataFolder();
        await using var server = await ServerProcess.UpAsync(data.Path, 1, "--Homing:Demo:Password=chosen");
        using var http = new HttpClient { BaseAddress = server.Server };
        using var signedIn = await SignInAsync(http, "analyst", "chosen");
        Assert.Equal("analyst", await UserAsync(http));

        using var signedOut = await http.PostAsync(new Uri("/api/sign-out", UriKind.Relative), null, Token);

        Assert.Equal(HttpStatusCode.NoContent, signedOut.StatusCode);
        Assert.Null(await UserAsync(http));
    }

    [Fact]
    public async Task Wrong_ways_to_sign_in_are_refused_with_a_problem_each()
    {
        using var data = new DataFolder();
        await using var server = await ServerProcess.UpAsync(
            data.Path, 1, "--Homing:Demo:Password=chosen", "--Homing:Limits:SignInsPerUser=2");
        using var http = new HttpClient { BaseAddress = server.Server };
        var good = """{"user":"ceo","password":"chosen"}""";

        Assert.Equal("415 unsupported-media-type", await TryAsync(http, good, "text/plain"));
        Assert.Equal("415 unsupported-media-type", await TryAsync(http, "user=ceo&password=chosen", "application/x-www-form-urlencoded"));
        Assert.Equal("400 invalid-request", await TryAsync(http, "nonsense"));
        Assert.Equal("400 invalid-request", await TryAsync(http, """{"user":"ceo"}"""));
        Assert.Equal("400 invalid-request", await TryAsync(http, """{"user":5,"password":"chosen"}"""));
        Assert.Equal("403 origin-not-allowed", await TryAsync(http, good, origin: "https://evil.example"));
        Assert.Equal("401 unauthenticated", await TryAsync(http, """{"user":"ceo","password":"1"}"""));
        Assert.Equal("401 unauthenticated", await TryAsync(http, """{"user":"ceo","password":"2"}"""));
        Assert.Equal("429 rate-limited", await TryAsync(http, good));
        Assert.Equal("200 ", await TryAsync(http, """{"user":"driver","password":"chosen"}""", origin: "http://127.0.0.1:1"));
    }

    [Fact]
    public async Task Every_page_and_answer_carries_the_headers_that_keep_it_safe()
    {
        using var data = new DataFolder();
        await using var server = await ServerProcess.UpAsync(data.Path);
        using var http = new HttpClient { BaseAddress = server.Server };

        foreach (var path in new[] { "/", "/parking", "/index.html", "/api/settings", "/api/me", "/api/nothing", "/openapi/v1.json" })
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), Token);
            string Header(string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(' ', values) : path + " has none";
            Assert.Contains("frame-ancestors 'self'", Header("Content-Security-Policy"), StringComparison.Ordinal);
            Assert.Equal("nosniff", Header("X-Content-Type-Options"));
            Assert.Equal("strict-origin-when-cross-origin", Header("Referrer-Policy"));
            Assert.Equal("geolocation=(self)", Header("Permissions-Policy"));
            Assert.Equal("same-origin", Header("Cross-Origin-Opener-Policy"));
            Assert.Equal("same-origin", Header("Cross-Origin-Resource-Policy"));
            Assert.False(answer.Headers.Contains("Server"));
        }
    }

    [Theory]
    [InlineData("--Homing:Keys:Certificate=/no/such/file.pfx", "Homing:Keys:Certificate is '/no/such/file.pfx'")]
    [InlineData("--Homing:Keys:Lifetime=1.00:00:00", "Homing:Keys:Lifetime is '1.00:00:00'")]
    [InlineData("--Homing:Limits:SignInsPerUser=-1", "Homing:Limits:SignInsPerUser is '-1'")]
    [InlineData("--Homing:Limits:RequestsPerConnection=-1", "Homing:Limits:RequestsPerConnection is '-1'")]
    [InlineData("--Homing:Limits:TrustedProxies:0=nowhere", "Homing:Limits:TrustedProxies holds 'nowhere'")]
    [InlineData("--Homing:Gateway:AllowedOrigins:0=nowhere", "Homing:Gateway:AllowedOrigins holds 'nowhere'")]
    public async Task Wrong_setting_stops_the_start_with_one_line_that_names_it(string argument, string said)
    {
        using var data = new DataFolder();

        var (code, output) = await ServerProcess.TryAsync("up", "--data", data.Path, argument);

        Assert.Equal(2, code);
        Assert.Contains("homing: " + said, output, StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> SignInAsync(HttpClient http, string user, string password) =>
        http.PostAsJsonAsync("/api/sign-in", new { user, password }, Token);

    private static async Task<string?> UserAsync(HttpClient http) =>
        (await http.GetFromJsonAsync<JsonElement>("/api/me", Token)).GetProperty("user").GetString();

    private static async Task<string> ProblemAsync(HttpResponseMessage answer)
    {
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        return string.Join('|', new[] { "type", "title", "detail" }.Select(name => problem.GetProperty(name).GetString()));
    }

    private static async Task<string> TryAsync(
        HttpClient http, string body, string type = "application/json", string? origin = null)
    {
        using var call = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/sign-in", UriKind.Relative))
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, type),
        };
        if (origin is not null)
        {
            call.Headers.Add("Origin", origin);
        }

        using var answer = await http.SendAsync(call, Token);
        var isProblem = answer.Content.Headers.ContentType?.MediaType == "application/problem+json";
        var kind = isProblem
            ? (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("type").GetString()!.Split(':')[^1] : "";
        return $"{(int)answer.StatusCode} {kind}";
    }

    [GeneratedRegex(@"The password of all is (\S+) and is not shown again")]
    private static partial Regex Printed();
}
