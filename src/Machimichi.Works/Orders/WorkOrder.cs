using Machimichi.Platform;
using Machimichi.Platform.Data;

namespace Machimichi.Works.Orders;

public enum OrderState { Ordered, Started, Done, Cancelled }

/// <summary>What a crew is asked to do about a case, and what it did.</summary>
internal sealed class WorkOrder : ITownOwned
{
    private WorkOrder() { }

    public WorkOrder(int number, Guid caseId, string instruction, string actor, DateTime at) =>
        (Id, Number, CaseId, Instruction, OrderedBy, OrderedAt, State) = (Guid.CreateVersion7(), number, caseId, instruction, actor, at, OrderState.Ordered);

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public int Number { get; private init; }
    public Guid CaseId { get; private init; }
    public OrderState State { get; private set; }
    public string Instruction { get; private init; } = "";
    public string OrderedBy { get; private init; } = "";
    public DateTime OrderedAt { get; private init; }
    public DateTime? DoneAt { get; private set; }
    public string DoneBy { get; private set; } = "";
    public string CrewNote { get; private set; } = "";
    public Guid? BeforePhoto { get; private set; }
    public Guid? AfterPhoto { get; private set; }

    /// <summary>Made with the form that ended it: the same form sent again is no second ending.</summary>
    public string DoneKey { get; private set; } = "";

    public bool IsOpen => State is OrderState.Ordered or OrderState.Started;

    public void Finish(string note, Guid? before, Guid? after, string actor, DateTime at, string key = "")
    {
        if (!IsOpen) throw Refusal.Conflict("order.finished", ("number", Number));
        (State, CrewNote, BeforePhoto, AfterPhoto, DoneBy, DoneAt, DoneKey) = (OrderState.Done, note.Trim(), before, after, actor, at, key);
    }

    public void Cancel()
    {
        if (State is OrderState.Done or OrderState.Cancelled) throw Refusal.Conflict("order.finished", ("number", Number));
        State = OrderState.Cancelled;
    }
}
