using Machimichi.Platform;
using Machimichi.Platform.Data;

namespace Machimichi.Roads.Fleet;

/// <summary>A vehicle of the town, by the name that its drivers use.</summary>
internal sealed class Vehicle : ITownOwned
{
    public const int LongestName = 60;

    private Vehicle() { }

    public Vehicle(string name)
    {
        name = name.Trim();
        if (name.Length == 0) throw new Refusal("drive.vehicle-needed", "vehicle");
        if (name.Length > LongestName) throw new Refusal("text.too-long", "vehicle", values: [("limit", LongestName)]);
        (Id, Name) = (Guid.CreateVersion7(), name);
    }

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public string Name { get; private init; } = "";
}
