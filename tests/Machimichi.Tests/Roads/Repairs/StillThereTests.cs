using Machimichi.Roads.Repairs;

namespace Machimichi.Tests.Roads.Repairs;

public class StillThereTests
{
    [Theory]
    [InlineData("", false)]
    [InlineData("1", false)]
    [InlineData("1110", false)]
    [InlineData("111000", true)]
    [InlineData("1110001", false)]
    [InlineData("10100010", false)]
    [InlineData("000", false)]
    [InlineData("1110w00", true)]
    [InlineData("www0w0", false)]
    public void A_repair_is_proposed_after_enough_passes_without_it_and_never_while_the_last_pass_saw_it(string passes, bool proposed) =>
        Assert.Equal(proposed, StillThere.Gone([.. passes.Select(p => p == '1' ? 3.0 : p == 'w' ? 1.1 : 0)], 0.6) >= StillThere.Proposed);

    [Fact]
    public void What_was_seldom_seen_is_missed_longer_before_it_is_called_gone() =>
        Assert.True(StillThere.Gone([3, 0, 0, 3, 0, 0], 0.6) < StillThere.Gone([3, 3, 3, 3, 0, 0], 0.6));

    [Fact]
    public void A_crew_that_reported_it_done_makes_a_single_look_without_it_worth_more() =>
        Assert.True(StillThere.Gone([3, 3, 0], 0.6, reported: true) > StillThere.Gone([3, 3, 0], 0.6));
}
