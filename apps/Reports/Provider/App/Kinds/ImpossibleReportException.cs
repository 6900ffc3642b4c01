namespace Homing.Reports.Provider.App.Kinds;

/// <summary>The data has nothing for what was asked.</summary>
/// <param name="message">What is missing, and what there is.</param>
internal sealed class ImpossibleReportException(string message) : HomingException(message);
