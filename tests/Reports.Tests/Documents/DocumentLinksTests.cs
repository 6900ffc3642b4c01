using Homing.Reports.Documents;
using Homing.Testing;
using Microsoft.AspNetCore.DataProtection;

namespace Homing.Reports.Tests.Documents;

public sealed class DocumentLinksTests
{
    private static readonly Guid Report = Guid.Parse("7e57ab1e-0000-8000-8000-000000000001");
    private readonly FakeTimeProvider _time = new();
    private readonly DocumentLinks _links;

    public DocumentLinksTests() => _links = new DocumentLinks(new EphemeralDataProtectionProvider(), _time);

    [Fact]
    public void Token_opens_its_document_until_its_time()
    {
        var token = _links.Issue(Report, _time.GetUtcNow().AddMinutes(10));

        Assert.True(_links.IsGood(token, Report));
        _time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        Assert.True(_links.IsGood(token, Report));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.False(_links.IsGood(token, Report));
    }

    [Fact]
    public void Token_opens_no_other_document() =>
        Assert.False(_links.IsGood(_links.Issue(Report, _time.GetUtcNow().AddMinutes(10)), Guid.NewGuid()));

    [Fact]
    public void Token_is_good_where_the_keys_are_the_same_alone()
    {
        var token = new DocumentLinks(new EphemeralDataProtectionProvider(), _time).Issue(Report, _time.GetUtcNow().AddMinutes(10));

        Assert.False(_links.IsGood(token, Report));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not base64url!")]
    [InlineData("../../etc/passwd")]
    public void Anything_else_opens_nothing(string token) => Assert.False(_links.IsGood(token, Report));

    [Fact]
    public void Token_with_one_other_letter_opens_nothing()
    {
        var token = _links.Issue(Report, _time.GetUtcNow().AddMinutes(10));

        Assert.All(Enumerable.Range(0, token.Length), at =>
        {
            var letters = token.ToCharArray();

            // Another first bit: the last bits of the last letter may stand for nothing.
            letters[at] = letters[at] is >= 'A' and <= 'Z' or >= 'a' and <= 'f' ? 'z' : 'A';
            Assert.False(_links.IsGood(new string(letters), Report));
        });
    }
}
