namespace Homing.Http;

/// <summary>Says what the JSON of a property is whose own type does not say it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DescribedAsAttribute(Type type) : Attribute
{
    /// <summary>The type that it is like.</summary>
    public Type Type { get; } = type;
}
