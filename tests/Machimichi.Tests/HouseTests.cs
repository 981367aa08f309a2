using System.Reflection;

namespace Machimichi.Tests;

/// <summary>The walls of the house: which project may know which.</summary>
public sealed class HouseTests
{
    [Theory]
    [InlineData("Machimichi.Vision", "Machimichi.Vision.Runtime")]
    [InlineData("Machimichi.Platform", "")]
    [InlineData("Machimichi.Works", "Machimichi.Platform")]
    [InlineData("Machimichi.Voice", "Machimichi.Platform Machimichi.Works")]
    [InlineData("Machimichi.Roads", "Machimichi.Platform Machimichi.Vision Machimichi.Works")]
    [InlineData("Machimichi.Insight", "Machimichi.Platform Machimichi.Roads Machimichi.Voice Machimichi.Works")]
    public void A_project_knows_only_those_that_its_arrows_reach(string project, string allowed)
    {
        var known = Assembly.Load(project).GetReferencedAssemblies().Select(a => a.Name!).Where(n => n.StartsWith("Machimichi", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(known.Except(allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void Project_files_name_no_other_project_either()
    {
        var arrows = new Dictionary<string, string[]>
        {
            ["Vision"] = [], ["Platform"] = [], ["Works"] = ["Platform"], ["Voice"] = ["Platform", "Works"],
            ["Roads"] = ["Platform", "Vision", "Works"], ["Insight"] = ["Platform", "Roads", "Voice", "Works"],
        };
        foreach (var (name, allowed) in arrows)
        {
            var file = File.ReadAllText(Path.Combine(Repository.Root, "src", $"Machimichi.{name}", $"Machimichi.{name}.csproj"));
            var referenced = System.Text.RegularExpressions.Regex.Matches(file, @"ProjectReference Include=""\.\./Machimichi\.(\w+)/").Select(m => m.Groups[1].Value);
            Assert.Equal([], referenced.Except(allowed));
        }
    }

    [Fact]
    public void Nothing_in_the_code_knows_the_name_of_a_town()
    {
        var names = Directory.EnumerateFiles(Path.Combine(Repository.Root, "towns"), "*.json").Select(f => Path.GetFileName(f).Split('.')[0]).Distinct().ToList();
        Assert.NotEmpty(names);
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal) || f.EndsWith(".ts", StringComparison.Ordinal))
            .Where(f => !f.Contains("/bin/") && !f.Contains("/obj/") && !f.Contains("/node_modules/"));
        Assert.All(sources, f => Assert.DoesNotContain(names, n => File.ReadAllText(f).Contains(n, StringComparison.OrdinalIgnoreCase)));
    }
}

internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Machimichi.slnx"))) return at.FullName;
        throw new InvalidOperationException("The tests run inside the repository.");
    }
}
