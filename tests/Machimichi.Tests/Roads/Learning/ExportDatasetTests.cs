using Machimichi.Platform;
using Machimichi.Roads.Defects;
using Machimichi.Roads.Learning;
using Machimichi.Tests.Roads.Import;
using Machimichi.Vision;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Roads.Learning;

/// <summary>What staff decided becomes the town's own training data.</summary>
public sealed class ExportDatasetTests : IAsyncLifetime
{
    private readonly FilmedTown town = new();
    private readonly string folder = Directory.CreateTempSubdirectory("machimichi-dataset-").FullName;

    public async ValueTask InitializeAsync()
    {
        await town.InitializeAsync();
        await town.Import(town.Film("monday", new DateTime(2026, 11, 16, 1, 0, 0, DateTimeKind.Utc), squares: [(40, -1), (60, 1.2)]));
    }

    public async ValueTask DisposeAsync()
    {
        await town.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private Task<ExportDataset.Receipt> Export(string name, double heldOut = 0) =>
        town.In(s => s.GetRequiredService<ExportDataset>().Handle(new ExportDataset.Request(Path.Combine(folder, name), heldOut), null, CancellationToken.None));

    private Task Decide(Func<IServiceProvider, Task> decision) => town.In(async s => { await decision(s); return 0; });

    [Fact]
    public async Task Before_anybody_decided_there_is_nothing_to_learn_from_and_no_folder_is_left()
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(() => Export("early"));
        Assert.Equal("dataset.nothing-decided", refusal.TextKey);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public async Task A_confirmed_find_is_a_box_of_the_class_that_staff_chose_and_an_undecided_one_is_ignored()
    {
        await Decide(s => s.GetRequiredService<ReclassifyDefect>().Handle(1, "D20", CancellationToken.None));
        await Decide(s => s.GetRequiredService<ConfirmDefect>().Handle(new ConfirmDefect.Request(1, null), CancellationToken.None));
        var receipt = await Export("one");
        var train = Path.Combine(folder, "one", receipt.Train);
        var labels = Directory.GetFiles(train, "*.txt").SelectMany(File.ReadAllLines).ToList();
        Assert.Equal(receipt.Boxes, labels.Count(l => l.StartsWith("2 ", StringComparison.Ordinal)));
        Assert.Equal(receipt.Ignored, labels.Count(l => l.StartsWith("8 ", StringComparison.Ordinal)));
        Assert.True(receipt.Boxes > 0);
        Assert.Equal(0, receipt.Rejected);
        Assert.Equal(receipt.TrainPictures, Directory.GetFiles(train, "*.jpg").Length);
        // What is written is what our own evaluation reads: each box lies on the black square that it stands for.
        using var picture = Picture.Load(Directory.GetFiles(train, "*.jpg")[0]);
        Assert.Equal((FilmedTown.Width, FilmedTown.Height), (picture.Width, picture.Height));
    }

    [Fact]
    public async Task A_rejected_find_is_a_picture_without_a_box_there()
    {
        await Decide(s => s.GetRequiredService<RejectDefect>().Handle(1, CancellationToken.None));
        var receipt = await Export("none");
        Assert.True(receipt.Rejected > 0);
        Assert.Equal(0, receipt.Boxes);
    }

    [Fact]
    public async Task Whole_streets_are_kept_back_the_same_ones_each_time_and_a_folder_in_use_is_not_touched()
    {
        await Decide(s => s.GetRequiredService<ConfirmDefect>().Handle(new ConfirmDefect.Request(1, null), CancellationToken.None));
        var (first, second) = (await Export("first", 0.5), await Export("second", 0.5));
        Assert.Equal((first.TrainPictures, first.HeldOutPictures), (second.TrainPictures, second.HeldOutPictures));
        // The film is one street of a hundred metres.
        Assert.True(first.TrainPictures == 0 || first.HeldOutPictures == 0);
        Assert.Equal("dataset.folder-taken", (await Assert.ThrowsAsync<Refusal>(() => Export("first"))).TextKey);
    }
}
