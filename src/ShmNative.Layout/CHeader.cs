namespace ShmNative.Layout;

/// <summary>Which generated C header a declaration stands in.</summary>
public enum CHeader
{
    /// <summary><c>shmnative.h</c>: the calls.</summary>
    Calls,

    /// <summary><c>shmnative_layout.h</c>: the bytes that processes share.</summary>
    Wire,

    /// <summary><c>shmnative/lent.h</c>: what the library and <c>shmnative_inline.h</c> share.</summary>
    Lent,

    /// <summary><c>native-tests/demo_message.h</c>: the demo's message.</summary>
    Demo,
}
