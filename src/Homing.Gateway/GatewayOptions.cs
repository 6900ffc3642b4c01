using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Homing.Gateway;

/// <summary>Limits and times of a gateway. Clients are told the ones they must keep in <c>welcome</c>.</summary>
public sealed class GatewayOptions
{
    /// <summary>Where these settings stand.</summary>
    public const string SectionName = "Homing:Gateway";

    /// <summary>
    /// Where this process's gateways are reached, one gateway for each; told by the port that a connection came in
    /// at. Empty: one gateway, at any port.
    /// </summary>
    public IList<string> Urls { get; } = [];

    /// <summary>The largest frame that a client may send; a larger one closes with 1009.</summary>
    /// <value>1 KiB to 16 MiB, in bytes. Default 64 KiB.</value>
    [Range(1024, 16 * 1024 * 1024)]
    public int MaxFrameBytes { get; set; } = 64 * 1024;

    /// <summary>Requests that a connection may have unanswered; one more is refused with <c>too_many_in_flight</c>.</summary>
    /// <value>1 to 100,000. Default 256.</value>
    [Range(1, 100_000)]
    public int MaxInFlight { get; set; } = 256;

    /// <summary>Answers that a client may leave unacknowledged before it is closed with 4101.</summary>
    /// <value>16 to 1,000,000. Default 16,384.</value>
    [Range(16, 1_000_000)]
    public int MaxUnacknowledged { get; set; } = 16_384;

    /// <summary>
    /// Bytes that may wait for a client that reads too slowly. From half of it on nothing more is read from that
    /// client; past it the connection is closed with 4101.
    /// </summary>
    /// <value>64 KiB to 256 MiB. Default 1 MiB.</value>
    [Range(64 * 1024, 256 * 1024 * 1024)]
    public int MaxQueuedBytes { get; set; } = 1024 * 1024;

    /// <summary>Channels that a connection may watch; one more is refused with <c>too_many_channels</c>.</summary>
    /// <value>1 to 10,000. Default 100.</value>
    [Range(1, 10_000)]
    public int MaxChannels { get; set; } = 100;

    /// <summary>
    /// Bytes of pushes that wait for their users in the memory of a process. Past it the oldest are let go: whoever they
    /// are for gets them only after a restart.
    /// </summary>
    /// <value>1 MiB to 16 GiB. Default 64 MiB.</value>
    [Range(1L << 20, 16L << 30)]
    public long MaxOpenPushBytes { get; set; } = 64L << 20;

    /// <summary>Pushes that wait for their users in the memory of a process; past it the oldest are let go.</summary>
    /// <value>1,000 to 100,000,000. Default 100,000.</value>
    [Range(1000, 100_000_000)]
    public int MaxOpenPushes { get; set; } = 100_000;

    /// <summary>Connections of one gateway; one more is closed with 4100.</summary>
    /// <value>1 to 10,000,000. Default 200,000.</value>
    [Range(1, 10_000_000)]
    public int MaxConnections { get; set; } = 200_000;

    /// <summary>How often a client pings. One that was silent for two and a half of these is closed with 4101.</summary>
    /// <value>1 s to 10 min. Default 25 s.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a new connection has for its <c>hello</c>; then it is closed with 4101.</summary>
    /// <value>100 ms to 5 min. Default 10 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan HelloTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a client may take to acknowledge an answer; then it is closed with 4101 and its answers go to the mailbox.
    /// </summary>
    /// <value>1 s to 10 min. Default 30 s.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan AckTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Answers that may wait for clients that are away; past it the oldest is thrown out.</summary>
    /// <value>1 to 100,000,000. Default 200,000.</value>
    [Range(1, 100_000_000)]
    public int MaxMailboxAnswers { get; set; } = 200_000;

    /// <summary>Bytes of answers that may wait for clients that are away; past it the oldest is thrown out.</summary>
    /// <value>1 MiB to 1 TiB. Default 128 MiB.</value>
    [Range(1024L * 1024, 1024L * 1024 * 1024 * 1024)]
    public long MaxMailboxBytes { get; set; } = 128L * 1024 * 1024;

    /// <summary>How long an answer waits for a client that is away.</summary>
    /// <value>1 s to 1 h. Default 120 s.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ResumeTtl { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>
    /// The least window in which clients spread their first try to come back. A gateway with many clients tells a wider
    /// one: as many seconds as the others need for them at <see cref="ReconnectRate"/>.
    /// </summary>
    /// <value>0 to 10 min. Default 2 s.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ReconnectWindow { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many clients a second can come back, which sizes the window that they are told.</summary>
    /// <value>1 to 10,000,000. Default 2,000.</value>
    [Range(1, 10_000_000)]
    public int ReconnectRate { get; set; } = 2000;

    /// <summary>The deadline of a request that names none.</summary>
    /// <value>100 ms to 24 h. Default 30 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan DefaultDeadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest deadline that a request may ask for; a longer one is refused.</summary>
    /// <value>1 s to 24 h. Default 1 h.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaxDeadline { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a ticket is good for.</summary>
    /// <value>1 s to 1 h. Default 2 min.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan TicketLifetime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a session can be resumed by its client.</summary>
    /// <value>1 min to 30 d. Default 24 h.</value>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How many clients a second a stopping gateway sends away: as many as the others can take. Faster only where
    /// half of <see cref="DrainTimeout"/> would not do for all.
    /// </summary>
    /// <value>1 to 1,000,000. Default 2,000.</value>
    [Range(1, 1_000_000)]
    public int DrainRate { get; set; } = 2000;

    /// <summary>
    /// Whether <c>POST /api/gateways/{api_id}/crash</c> and <c>/drain</c> are there, which end a gateway without a word or
    /// drain it, so that people can see that nothing is lost.
    /// </summary>
    /// <value>Default false.</value>
    public bool AllowDrills { get; set; }

    /// <summary>How long a stopping gateway waits for what is in flight.</summary>
    /// <value>0 to 5 min. Default 10 s.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether a socket is taken off its connection before the HTTP server sets anything up for it, which makes an idle
    /// one two fifths smaller. Off: the HTTP server's middleware sees every upgrade.
    /// </summary>
    /// <value>Default true.</value>
    public bool DirectUpgrade { get; set; } = true;

    /// <summary>
    /// Pages of other hosts that may use this server, as <c>https://pages.example</c>. Those of its own host always may, at
    /// any port.
    /// </summary>
    /// <value>Default none.</value>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>Whether somebody who has not signed in gets a ticket, and may start rides over HTTP.</summary>
    /// <value>Default true.</value>
    public bool AllowGuests { get; set; } = true;
}

[OptionsValidator]
internal sealed partial class GatewayOptionsValidator : IValidateOptions<GatewayOptions>;
