namespace Machimichi.Platform.Photos;

/// <summary>Knows who, besides the staff, may see the photos of one kind of thing while they are not public: whoever sent it, say.</summary>
public interface IPhotoOwner
{
    string OwnerKind { get; }

    /// <param name="key">What the address carries as <c>?key=</c>.</param>
    Task<bool> MaySee(Guid ownerId, string? key, CancellationToken ct);
}
