namespace Homing.Client;

/// <summary>Where the session is kept, so that a program that starts again comes back as the client it was.</summary>
public interface ISessionStore
{
    /// <summary>The session that was saved last, or null. Called once, before the first connection.</summary>
    string? Load();

    /// <summary>Keeps a session in place of the one before; null forgets it. Must not block for long.</summary>
    void Save(string? session);
}
