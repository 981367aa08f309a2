namespace Machimichi.Vision.Tests.Evaluation;

public sealed class MotEvaluatorTests
{
    [Fact]
    public void Perfect_tracks_score_one()
    {
        TrackedBox[] truth = [At(1, 1, 0), At(1, 2, 500), At(2, 1, 5), At(2, 2, 505)];
        var score = MotEvaluator.Score(truth, [.. truth.Select(b => b with { Id = b.Id + 40 })]);
        Assert.Equal((1, 1), (score.Mota, score.Idf1));
        Assert.Equal(0, score.FalsePositives + score.FalseNegatives + score.Switches);
    }

    [Fact]
    public void A_thing_that_goes_on_under_another_number_is_a_switch()
    {
        var score = MotEvaluator.Score([At(1, 1, 0), At(2, 1, 0), At(3, 1, 0), At(4, 1, 0)], [At(1, 7, 0), At(2, 7, 0), At(3, 8, 0), At(4, 8, 0)]);
        Assert.Equal(1, score.Switches);
        Assert.Equal(0.75, score.Mota);
        Assert.Equal(0.5, score.Idf1);
    }

    [Fact]
    public void A_switch_counts_however_long_the_thing_was_unseen()
    {
        var score = MotEvaluator.Score([At(1, 1, 0), At(500, 1, 0)], [At(1, 7, 0), At(500, 8, 0)]);
        Assert.Equal(1, score.Switches);
    }

    [Fact]
    public void A_pair_is_kept_while_it_holds_even_if_another_fits_better()
    {
        // In frame 2 track 8 lies exactly on the thing, and track 7 still overlaps by 0.6.
        var score = MotEvaluator.Score([At(1, 1, 0), At(2, 1, 0)], [At(1, 7, 0), At(2, 8, 0), At(2, 7, 25)]);
        Assert.Equal((0, 1), (score.Switches, score.FalsePositives));
    }

    [Fact]
    public void As_many_as_possible_are_matched_before_distance_counts()
    {
        // Track 7 lies exactly on thing 1, yet both things find a track only if 7 goes to thing 2.
        var score = MotEvaluator.Score([At(1, 1, 0), At(1, 2, 30)], [At(1, 7, 0), At(1, 8, -30)]);
        Assert.Equal((0, 0), (score.FalseNegatives, score.FalsePositives));
    }

    [Theory]
    [InlineData(33, 0)]
    [InlineData(34, 1)]
    public void A_match_needs_half_overlap(double shift, int missed) =>
        Assert.Equal(missed, MotEvaluator.Score([At(1, 1, 0)], [At(1, 7, shift)]).FalseNegatives);

    [Fact]
    public void Frames_that_only_one_side_has_count_in_full()
    {
        var score = MotEvaluator.Score([At(1, 1, 0), At(2, 1, 0)], [At(2, 7, 0), At(3, 7, 0)]);
        Assert.Equal((1, 1, 0), (score.FalsePositives, score.FalseNegatives, score.Switches));
    }

    [Fact]
    public void Sequences_add_up_and_their_numbers_are_their_own()
    {
        TrackedBox[] one = [At(1, 1, 0), At(2, 1, 0)], other = [At(1, 1, 900), At(2, 1, 900)];
        var score = MotEvaluator.Score([(one, one), (other, [At(1, 1, 900)])]);
        Assert.Equal((4, 3, 1), (score.Labelled, score.Tracked, score.FalseNegatives));
        Assert.Equal(0.75, score.Mota);
        Assert.Equal(6.0 / 7, score.Idf1!.Value, 1e-12);
    }

    [Fact]
    public void Nothing_at_all_means_nothing()
    {
        var score = MotEvaluator.Score([], []);
        Assert.Null(score.Mota);
        Assert.Null(score.Idf1);
    }

    private static TrackedBox At(int frame, int id, double left) => new(frame, id, left, 0, 100, 100);
}
