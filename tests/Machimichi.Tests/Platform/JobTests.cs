using Machimichi.Platform.Data;
using Machimichi.Platform.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Platform;

public sealed class JobTests(TownHost host) : IClassFixture<TownHost>
{
    [Fact]
    public async Task A_job_that_is_unknown_fails_with_a_reason_and_can_be_tried_again()
    {
        var id = await host.In(async s =>
        {
            var db = s.GetRequiredService<MachimichiDb>();
            var ticket = db.Enqueue("no-such-job", new { });
            await db.SaveChangesAsync();
            return ticket;
        });
        await Until(id, JobState.Failed);
        await host.In(async s =>
        {
            var desk = s.GetRequiredService<JobDesk>();
            Assert.Contains("no-such-job", (await desk.Failed(default)).Single(f => f.Id == id).Error);
            await desk.Retry(id, "test", default);
        });
        await Until(id, JobState.Failed);
    }

    [Fact]
    public async Task A_transaction_that_is_rolled_back_promises_nothing()
    {
        var id = Guid.CreateVersion7();
        await host.In(async s =>
        {
            var db = s.GetRequiredService<MachimichiDb>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Enqueue("no-such-job", new { }, id);
            await db.SaveChangesAsync();
            await transaction.RollbackAsync();
        });
        await Task.Delay(300);
        Assert.DoesNotContain(await host.Tickets(), t => t.Id == id);
    }

    [Fact]
    public async Task Numbers_of_a_series_have_no_gap_and_no_double_when_many_take_one()
    {
        var numbers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => host.In(async s =>
        {
            var db = s.GetRequiredService<MachimichiDb>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            var number = await db.NextNumber("series", default);
            db.Note("test", "number.taken", "test", Guid.CreateVersion7(), new { number });
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
            return number;
        })));
        Assert.Equal(Enumerable.Range(1, 40), numbers.Order());
        Assert.Empty((await host.In(s => Machimichi.Platform.Audit.AuditChain.Verify(s.GetRequiredService<MachimichiDb>(), default))).Broken);
    }

    private async Task Until(Guid id, JobState state)
    {
        for (var i = 0; i < 100; i++)
        {
            if ((await host.Tickets()).Single(t => t.Id == id).State == state) return;
            await Task.Delay(100);
        }
        Assert.Fail($"The job did not become {state}.");
    }
}
