using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ShmNative.Mutants;

/// <summary>
/// Puts a switch at every place of a file where something can be weakened, and numbers them: one build has all mutants. The places are found by
/// their syntax alone.
/// </summary>
public sealed class CodeRewriter(string file, MutantList mutants) : CSharpSyntaxRewriter
{
    private const string Namespace = "global::ShmNative.Mutants";

    /// <summary>Calls whose absence nobody can notice, but by the time that it takes.</summary>
    private static readonly HashSet<string> s_hints = ["Pause"];

    private readonly Dictionary<string, ExpressionSyntax> _loaded = [];

    // ---- statements: a call that is not made, a release that is none

    public override SyntaxNode? VisitExpressionStatement(ExpressionStatementSyntax node)
    {
        if (CallOf(node.Expression) is not { } call || s_hints.Contains(NameOf(call)) || Declares(call))
            return base.VisitExpressionStatement(node);
        ExpressionStatementSyntax visited = (ExpressionStatementSyntax)base.VisitExpressionStatement(node)!;
        StatementSyntax rewritten = visited.Expression is ParenthesizedExpressionSyntax value ? SyntaxFactory.ParseStatement($"_ = {value};") : visited;
        if (NameOf(call) == "StoreRelease")
        {
            StatementSyntax plain = SyntaxFactory.ParseStatement(rewritten.ToString().Replace(".StoreRelease(", ".Store(", StringComparison.Ordinal));
            rewritten = SyntaxFactory.ParseStatement($"if ({Is(node, "no release")}) {{ {plain} }} else {{ {rewritten} }}\n");
        }

        return SyntaxFactory.ParseStatement($"if (!{Is(node, "not called")}) {{ {rewritten} }}\n");
    }

    /// <summary>A method of one call has its statement.</summary>
    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        _loaded.Clear();
        if (node.ReturnType.ToString() != "void" || node.ExpressionBody is not { Expression: InvocationExpressionSyntax call })
            return base.VisitMethodDeclaration(node);
        string body = s_hints.Contains(NameOf(call)) ? $"{Visit(call)};" : $"if (!{Is(call, "not called")}) {Visit(call)};";
        return node.WithExpressionBody(null).WithSemicolonToken(default).WithBody((BlockSyntax)SyntaxFactory.ParseStatement($"{{ {body} }}"));
    }

    // ---- checks

    public override SyntaxNode? VisitIfStatement(IfStatementSyntax node)
    {
        IfStatementSyntax rewritten = (IfStatementSyntax)base.VisitIfStatement(node)!;
        return MustBeAsked(node.Condition)
            ? rewritten
            : rewritten.WithCondition(Parse($"!{Is(node.Condition, "not checked")} && ({rewritten.Condition})"));
    }

    public override SyntaxNode? VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        BinaryExpressionSyntax rewritten = (BinaryExpressionSyntax)base.VisitBinaryExpression(node)!;
        bool and = node.IsKind(SyntaxKind.LogicalAndExpression);
        if (!and && !node.IsKind(SyntaxKind.LogicalOrExpression))
            return rewritten;
        return rewritten.WithLeft(Dropped(node.Left, rewritten.Left)).WithRight(Dropped(node.Right, rewritten.Right));

        ExpressionSyntax Dropped(ExpressionSyntax before, ExpressionSyntax now)
        {
            // Of a chain the parts are dropped one by one.
            if (before.IsKind(node.Kind()) || Declares(before))
                return now;
            string present = Is(before, "not looked at");
            return Parse(and ? $"({present} || ({now}))" : $"(!{present} && ({now}))");
        }
    }

    // ---- calls within expressions

    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        InvocationExpressionSyntax rewritten = (InvocationExpressionSyntax)base.VisitInvocationExpression(node)!;
        SeparatedSyntaxList<ArgumentSyntax> arguments = rewritten.ArgumentList.Arguments;
        switch (NameOf(node))
        {
            case "CompareExchange" when Memory(node) is { } memory:
                return Parse($"({Is(node, "not atomic")} ? {Namespace}.Weaker<{memory}>.CompareExchange{rewritten.ArgumentList} : {rewritten})");
            case "Min" or "Max" when node.Expression.ToString().StartsWith("Math.", StringComparison.Ordinal):
                string first = Is(node, "first only"), second = Is(node, "second only");
                return Parse($"({first} ? {arguments[0]} : {second} ? {arguments[1]} : {rewritten})");
            default:
                return rewritten;
        }
    }

    // ---- words that are loaded once

    public override SyntaxNode? VisitVariableDeclarator(VariableDeclaratorSyntax node)
    {
        SyntaxNode? rewritten = base.VisitVariableDeclarator(node);
        if (node.Initializer?.Value is InvocationExpressionSyntax load && NameOf(load) is "Load" or "LoadAcquire" && Memory(load) is not null)
            _loaded[node.Identifier.Text] = load;
        else
            _loaded.Remove(node.Identifier.Text);
        return rewritten;
    }

    public override SyntaxNode? VisitIdentifierName(IdentifierNameSyntax node)
    {
        if (!_loaded.TryGetValue(node.Identifier.Text, out ExpressionSyntax? load) || !IsRead(node))
            return base.VisitIdentifierName(node);
        SyntaxNode use = node.Ancestors().First(ancestor => ancestor is StatementSyntax or ArrowExpressionClauseSyntax);
        string code = $"{node} in {(use is IfStatementSyntax { Condition: var condition } ? condition : use)}";
        int number = mutants.Add(file, Line(node), "loaded again", code);
        return Parse($"({Namespace}.Switch.Is({number}) ? {load} : {node})");
    }

    /// <summary>Read where a new value can stand for the old one: not assigned, not by reference, not a name of something else.</summary>
    private static bool IsRead(IdentifierNameSyntax node) => node.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Right == node,
        PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax => false,
        MemberAccessExpressionSyntax access => access.Expression == node,
        ArgumentSyntax argument => argument.RefKindKeyword.IsKind(SyntaxKind.None) && argument.Parent is ArgumentListSyntax,
        NameColonSyntax or VariableDeclarationSyntax or InvocationExpressionSyntax => false,
        _ => true,
    };

    // ---- names

    private string Is(SyntaxNode place, string kind) => $"{Namespace}.Switch.Is({mutants.Add(file, Line(place), kind, place.ToString())})";

    private static int Line(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;

    private static ExpressionSyntax Parse(string text) => SyntaxFactory.ParseExpression(text);

    /// <summary>A call whose result nobody uses.</summary>
    private static InvocationExpressionSyntax? CallOf(ExpressionSyntax expression) => expression switch
    {
        InvocationExpressionSyntax call => call,
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.Text: "_" }, Right: InvocationExpressionSyntax call } => call,
        ConditionalAccessExpressionSyntax { WhenNotNull: InvocationExpressionSyntax call } => call,
        _ => null,
    };

    private static string NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.Text,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.Text,
        IdentifierNameSyntax name => name.Identifier.Text,
        _ => "",
    };

    /// <summary>TMemory, or the memory that the file works on.</summary>
    private static string? Memory(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "TMemory" or "ProcessorMemory" } memory }
            ? memory.Identifier.Text
            : null;

    /// <summary>Without it a variable would have no value.</summary>
    private static bool Declares(SyntaxNode node) =>
        HasOut(node) || node.DescendantNodesAndSelf().Any(inner => inner is SingleVariableDesignationSyntax or ParenthesizedVariableDesignationSyntax);

    private static bool HasOut(SyntaxNode node) => node.DescendantNodesAndSelf().Any(inner =>
        inner is ArgumentSyntax argument && argument.RefKindKeyword.IsKind(SyntaxKind.OutKeyword));

    /// <summary>What follows the statement needs a variable that the condition sets.</summary>
    private static bool MustBeAsked(ExpressionSyntax condition) =>
        HasOut(condition) || (Declares(condition) && condition.DescendantNodesAndSelf().Any(node =>
            node.IsKind(SyntaxKind.NotPattern) || node.IsKind(SyntaxKind.LogicalNotExpression) || node.IsKind(SyntaxKind.LogicalOrExpression)));
}
