using Machimichi.Platform.Data;

namespace Machimichi.Roads.Footage;

/// <summary>One bringing-in of footage: a card, an upload, a folder. What became of each of its files can be read later.</summary>
internal sealed class FootageImport : ITownOwned
{
    private FootageImport() { }

    public FootageImport(int number, Guid? vehicleId, string by, DateTime at) => (Id, Number, VehicleId, By, StartedAt) = (Guid.CreateVersion7(), number, vehicleId, by, at);

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public int Number { get; private init; }
    public Guid? VehicleId { get; private init; }
    public string By { get; private init; } = "";
    public DateTime StartedAt { get; private init; }

    /// <summary>Null while files are copied, and for good where that was cut off.</summary>
    public DateTime? EndedAt { get; private set; }

    public void End(DateTime at) => EndedAt = at;
}

/// <summary>A file of an import: the footage that it became, or why it was not taken.</summary>
internal sealed class ImportedFile : ITownOwned
{
    private ImportedFile() { }

    public ImportedFile(Guid importId, int ordinal, string name, Guid? footageId, bool known, string reasonKey = "", string reasonDetail = "")
    {
        (Id, ImportId, Ordinal, FootageId, Known, ReasonKey) = (Guid.CreateVersion7(), importId, ordinal, footageId, known, reasonKey);
        (Name, ReasonDetail) = (name.Length > 400 ? name[^400..] : name, reasonDetail.Length > 600 ? reasonDetail[..600] : reasonDetail);
    }

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public Guid ImportId { get; private init; }
    public int Ordinal { get; private init; }

    /// <summary>Its place below what was given.</summary>
    public string Name { get; private init; } = "";
    public Guid? FootageId { get; private init; }

    /// <summary>It was here before.</summary>
    public bool Known { get; private init; }
    public string ReasonKey { get; private init; } = "";
    public string ReasonDetail { get; private init; } = "";
}
