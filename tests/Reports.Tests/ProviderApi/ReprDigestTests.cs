using System.Security.Cryptography;
using Homing.Reports.ProviderApi;

namespace Homing.Reports.Tests.ProviderApi;

public sealed class ReprDigestTests
{
    private static readonly byte[] Hash = SHA256.HashData("hello"u8);

    [Fact]
    public void Value_is_that_of_the_standard()
    {
        Assert.Equal("sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:", ReprDigest.Write(Hash));
        Assert.Equal(Hash, ReprDigest.Read(ReprDigest.Write(Hash)));
    }

    [Fact]
    public void Other_algorithms_may_stand_beside_it() =>
        Assert.Equal(Hash, ReprDigest.Read($"sha-512=:AAAA:, {ReprDigest.Write(Hash)}"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha-256")]
    [InlineData("sha-256=:")]
    [InlineData("sha-256=::")]
    [InlineData("sha-256=:AAAA:")]
    [InlineData("sha-256=:not base64:")]
    public void What_cannot_be_read_is_none(string? value) => Assert.Null(ReprDigest.Read(value));
}
