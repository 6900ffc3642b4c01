namespace Homing.HistoryChecker;

/// <summary>A history that is not one.</summary>
public sealed class UnreadableHistoryException(string message) : HomingException(message);
