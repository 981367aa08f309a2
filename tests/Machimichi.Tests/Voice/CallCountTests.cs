using Machimichi.Voice.Calls;

namespace Machimichi.Tests.Voice;

public sealed class CallCountTests
{
    /// <summary>Projects as number:cost:votes; what is chosen, in the order of the count.</summary>
    [Theory]
    [InlineData(100, "1:40:3 2:40:5 3:40:4", "2 3")]
    [InlineData(100, "1:60:5 2:50:5 3:50:5", "2 3")]
    [InlineData(100, "1:50:5 2:50:5 3:50:5", "1 2")]
    [InlineData(100, "1:90:9 2:20:5 3:10:1", "1 3")]
    [InlineData(100, "1:101:9 2:100:1", "2")]
    [InlineData(100, "1:10:0 2:20:0", "")]
    [InlineData(100, "1:0:1 2:100:2", "2 1")]
    [InlineData(100, "", "")]
    public void Money_goes_to_the_most_votes_first_ties_to_the_cheaper_then_to_the_lower_number(long total, string projects, string chosen) =>
        Assert.Equal(chosen, Chosen(new VoteRules(VoteMode.Budget, total, total, 0, 0), projects));

    [Theory]
    [InlineData(2, "1:5:3 2:9:3 3:1:2", "1 2")]
    [InlineData(2, "1:5:3 2:1:3 3:1:3", "2 3")]
    [InlineData(1, "1:0:0 2:0:1", "2")]
    [InlineData(5, "1:0:2 2:0:0", "1")]
    public void A_number_of_projects_is_chosen_by_the_same_order(int winners, string projects, string chosen) =>
        Assert.Equal(chosen, Chosen(new VoteRules(VoteMode.Choose, 0, 0, 3, winners), projects));

    private static string Chosen(VoteRules rules, string projects) => string.Join(' ', VoteCount.Count(rules, projects.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(p => p.Split(':')).Select(p => new VoteCount.Entry(Whole(p[0]), Whole(p[1]), Whole(p[2])))).Where(c => c.Chosen).Select(c => c.Number));

    private static int Whole(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
