namespace Machimichi.Platform.Data;

/// <summary>A row that belongs to one town. The town is stamped when it is saved and filtered in every query.</summary>
public interface ITownOwned
{
    string TownId { get; }
}
