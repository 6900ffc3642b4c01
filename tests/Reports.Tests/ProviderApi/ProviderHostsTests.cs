using System.Net;
using Homing.Reports.ProviderApi;

namespace Homing.Reports.Tests.ProviderApi;

public sealed class ProviderHostsTests
{
    [Theory]
    [InlineData("https://reports.example/x", true)]
    [InlineData("https://REPORTS.example:8443/x", true)]
    [InlineData("http://reports.example/x", false)]
    [InlineData("https://user@reports.example/x", false)]
    [InlineData("https://reports.example.evil/x", false)]
    [InlineData("https://evil-reports.example/x", false)]
    [InlineData("https://files.example:8443/x", true)]
    [InlineData("https://files.example/x", false)]
    [InlineData("https://[2001:db8::1]:8443/x", true)]
    [InlineData("https://[2001:db8::2]/x", true)]
    [InlineData("https://[2001:db8::2]:8443/x", true)]
    [InlineData("file:///etc/passwd", false)]
    public void Only_hosts_of_the_provider_are_asked(string url, bool isAllowed)
    {
        var hosts = new ProviderHosts(["reports.example", "files.example:8443", "[2001:db8::1]:8443", "[2001:db8::2]"], false, false);

        Assert.Equal(isAllowed, hosts.Allows(new Uri(url)));
    }

    [Theory]
    [InlineData("localhost", "http://127.0.0.1:8081/x", true)]
    [InlineData("127.0.0.1", "http://localhost/x", true)]
    [InlineData("[::1]", "http://localhost/x", true)]
    [InlineData("localhost:8080", "http://127.0.0.1:8081/x", false)]
    [InlineData("10.0.0.1", "http://localhost/x", false)]
    public void Names_of_this_machine_are_alike(string host, string url, bool isAllowed) =>
        Assert.Equal(isAllowed, new ProviderHosts([host], true, false).Allows(new Uri(url)));

    [Theory]
    [InlineData("reports.example", true)]
    [InlineData("reports.example:443", true)]
    [InlineData("10.0.0.1", true)]
    [InlineData("[::1]:80", true)]
    [InlineData("", false)]
    [InlineData("https://reports.example", false)]
    [InlineData("reports.example/path", false)]
    [InlineData("user@reports.example", false)]
    [InlineData("two words", false)]
    public void Host_of_a_setting_is_a_name_or_an_address(string text, bool isHost) =>
        Assert.Equal(isHost, ProviderHosts.IsHost(text));

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::", false)]
    public void Address_of_a_private_network_is_not_public(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddress.Is(IPAddress.Parse(address)));
}
