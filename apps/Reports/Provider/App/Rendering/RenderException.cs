namespace Homing.Reports.Provider.App.Rendering;

/// <summary>A page could not be made a document.</summary>
/// <param name="message">Why, and what to change.</param>
internal sealed class RenderException(string message) : HomingException(message);
