namespace Machimichi.Platform.Data;

/// <summary>The last number given in a series of a town.</summary>
internal sealed class Counter
{
    public required string TownId { get; init; }
    public required string Series { get; init; }
    public int Value { get; init; }
}
