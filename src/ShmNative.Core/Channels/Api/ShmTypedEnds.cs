using System.Runtime.CompilerServices;
using ShmNative.Layout;

namespace ShmNative.Channels;

/// <summary>The sending end of a channel for messages of one type. As <see cref="ShmSender"/>, which it stands on.</summary>
/// <typeparam name="T">A struct without references; its bytes are the message.</typeparam>
public sealed unsafe class ShmSender<T>(ShmSender bytes) : IDisposable
    where T : unmanaged
{
    /// <summary>The same end, for bytes.</summary>
    public ShmSender Bytes { get; } = bytes;

    /// <summary>Sends a message if there is room now. Allocates nothing, throws nothing.</summary>
    /// <returns>As <see cref="ShmSender.TrySend(ReadOnlySpan{byte}, uint)"/>.</returns>
    public ShmStatus TrySend(in T message, uint tag = 0)
    {
        fixed (T* start = &message)
            return Bytes.TrySend(new ReadOnlySpan<byte>(start, sizeof(T)), tag);
    }

    /// <summary>Sends a message, waiting for room.</summary>
    /// <returns>As <see cref="ShmSender.TrySend(ReadOnlySpan{byte}, TimeSpan, uint)"/>.</returns>
    public ShmStatus TrySend(in T message, TimeSpan timeout, uint tag = 0)
    {
        fixed (T* start = &message)
            return Bytes.TrySend(new ReadOnlySpan<byte>(start, sizeof(T)), timeout, tag);
    }

    /// <summary>Sends a message, waiting as long as it takes.</summary>
    /// <exception cref="ShmException">Any result but OK.</exception>
    public void Send(in T message, uint tag = 0)
    {
        fixed (T* start = &message)
            Bytes.Send(new ReadOnlySpan<byte>(start, sizeof(T)), tag);
    }

    /// <summary>Sends as many messages as there is room for now.</summary>
    /// <param name="messages">The messages, in order.</param>
    /// <param name="status">OK when all were sent, otherwise why the next one was not.</param>
    /// <returns>How many were sent.</returns>
    public int TrySendMany(ReadOnlySpan<T> messages, out ShmStatus status)
    {
        fixed (T* start = messages)
            return Bytes.TrySendMany((byte*)start, sizeof(T), messages.Length, out status);
    }

    /// <summary>Claims a slot, to write the message in place.</summary>
    /// <returns>As <see cref="ShmSender.TryClaim"/>.</returns>
    public ShmStatus TryClaim(out Claim claim, TimeSpan timeout = default)
    {
        ShmStatus status = Bytes.TryClaim(out ShmSender.Claim bytes, timeout);
        claim = new Claim(bytes);
        return status;
    }

    /// <inheritdoc cref="ShmSender.End"/>
    public ShmStatus End() => Bytes.End();

    /// <inheritdoc cref="ShmEndpoint.Cancel"/>
    public void Cancel() => Bytes.Cancel();

    /// <inheritdoc/>
    public void Dispose() => Bytes.Dispose();

    /// <summary>A slot that belongs to its claimer until it is committed or aborted.</summary>
    public ref struct Claim
    {
        private ShmSender.Claim _bytes;

        internal Claim(ShmSender.Claim bytes) => _bytes = bytes;

        /// <summary>The message in shared memory; what it holds is old.</summary>
        public readonly ref T Value => ref Unsafe.AsRef<T>(_bytes.Pointer);

        /// <summary>Makes the message visible.</summary>
        public ShmStatus Commit(uint tag = 0) => _bytes.Commit(sizeof(T), tag);

        /// <summary>Aborts what was not committed.</summary>
        public void Dispose() => _bytes.Dispose();
    }
}

/// <summary>A receiving end that reads messages of one type where they are. As <see cref="ShmReceiver"/>, which it stands on.</summary>
/// <typeparam name="T">A struct without references; its bytes are the message.</typeparam>
public sealed unsafe class ShmReceiver<T>(ShmReceiver bytes) : IDisposable
    where T : unmanaged
{
    /// <summary>The same end, for bytes.</summary>
    public ShmReceiver Bytes { get; } = bytes;

    /// <summary>Copies the next message out. Allocates nothing, throws nothing.</summary>
    /// <returns>As <see cref="ShmReceiver.TryTake"/>; CORRUPT for a message of another size.</returns>
    public ShmStatus TryReceive(out T message, TimeSpan timeout = default)
    {
        message = default;
        ShmStatus status = Bytes.TryTake(out ShmReceiver.Message taken, timeout);
        if (status != ShmStatus.Ok)
            return status;
        bool fits = taken.Length == sizeof(T);
        if (fits)
            message = Unsafe.ReadUnaligned<T>(taken.Pointer);
        taken.Dispose();
        return fits ? ShmStatus.Ok : ShmStatus.Corrupt;
    }

    /// <summary>Copies the next message out, waiting as long as it takes.</summary>
    /// <exception cref="ShmException">Any result but OK, the end of the stream (<see cref="ShmStatus.Closed"/>) included.</exception>
    public T Receive()
    {
        ShmStatus status = TryReceive(out T message, Timeout.InfiniteTimeSpan);
        return status == ShmStatus.Ok ? message : throw new ShmException(status, $"{Bytes.Address}: {StatusText.Describe((int)status)}");
    }

    /// <summary>Copies as many messages out as are there now.</summary>
    /// <param name="messages">Gets them, in order.</param>
    /// <param name="status">OK when it was filled, otherwise why there was no next one.</param>
    /// <returns>How many were received.</returns>
    public int TryReceiveMany(Span<T> messages, out ShmStatus status)
    {
        status = ShmStatus.Ok;
        int count = 0;
        while (count < messages.Length && (status = TryReceive(out messages[count])) == ShmStatus.Ok)
            count++;
        return count;
    }

    /// <summary>Takes the next message, to read it in place.</summary>
    /// <returns>As <see cref="ShmReceiver.TryTake"/>; CORRUPT for a message of another size.</returns>
    public ShmStatus TryTake(out Message message, TimeSpan timeout = default)
    {
        ShmStatus status = Bytes.TryTake(out ShmReceiver.Message taken, timeout);
        if (status == ShmStatus.Ok && taken.Length != sizeof(T))
        {
            taken.Dispose();
            status = ShmStatus.Corrupt;
        }

        message = new Message(taken);
        return status;
    }

    /// <summary>
    /// All messages until the end of the stream. While there are none a thread of its own waits, and none of the pool.
    /// </summary>
    /// <exception cref="ShmException">Any result but OK and CLOSED; <see cref="OperationCanceledException"/> when cancelled.</exception>
    public async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        using CancellationTokenRegistration registration = Bytes.CancelOn(cancel);
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            ShmStatus status = TryReceive(out T message);
            if (status == ShmStatus.Empty)
                (status, message) = await Task.Factory.StartNew(ReceiveBlocking, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            if (status == ShmStatus.Closed)
                yield break;
            if (status == ShmStatus.Cancelled)
                continue; // by this token, which is looked at first; or by one of an earlier enumeration
            if (status != ShmStatus.Ok)
                throw new ShmException(status, $"{Bytes.Address}: {StatusText.Describe((int)status)}");
            yield return message;
        }
    }

    /// <inheritdoc cref="ShmEndpoint.Cancel"/>
    public void Cancel() => Bytes.Cancel();

    /// <inheritdoc/>
    public void Dispose() => Bytes.Dispose();

    private (ShmStatus Status, T Message) ReceiveBlocking()
    {
        ShmStatus status = TryReceive(out T message, Timeout.InfiniteTimeSpan);
        return (status, message);
    }

    /// <summary>A message in its slot.</summary>
    public ref struct Message
    {
        private ShmReceiver.Message _bytes;

        internal Message(ShmReceiver.Message bytes) => _bytes = bytes;

        /// <summary>The message in shared memory: validate what it says before it is used, and do not look twice.</summary>
        public readonly ref readonly T Value => ref Unsafe.AsRef<T>(_bytes.Pointer);

        /// <summary>The sender's number for it.</summary>
        public readonly uint Tag => _bytes.Tag;

        /// <summary>Queue: whether another consumer had taken it, and died.</summary>
        public readonly bool IsRedelivered => _bytes.IsRedelivered;

        /// <summary>Gives the slot back.</summary>
        public void Dispose() => _bytes.Dispose();
    }
}

/// <summary>A receiving end for messages of one type that copies and that nobody waits for. As <see cref="ShmReader"/>, which it stands on.</summary>
/// <typeparam name="T">A struct without references; its bytes are the message.</typeparam>
public sealed unsafe class ShmReader<T>(ShmReader bytes) : IDisposable
    where T : unmanaged
{
    /// <summary>The same end, for bytes.</summary>
    public ShmReader Bytes { get; } = bytes;

    /// <inheritdoc cref="ShmReader.Lost"/>
    public long Lost => Bytes.Lost;

    /// <summary>Copies the next message of a topic, or a value's newest if it is newer than the last one read.</summary>
    /// <returns>As <see cref="ShmReader.TryReceive"/>; CORRUPT for a message of another size.</returns>
    public ShmStatus TryReceive(out T message, TimeSpan timeout = default)
    {
        T copy = default; // a local: the caller's may be moved by the collector meanwhile
        ShmStatus status = Bytes.TryReceive(new Span<byte>(&copy, sizeof(T)), out int length, timeout);
        return Checked(status, length, copy, out message);
    }

    /// <summary>Copies a value's newest message, also when it was read before.</summary>
    /// <returns>As <see cref="ShmReader.TryGet"/>; CORRUPT for a message of another size.</returns>
    public ShmStatus TryGet(out T message)
    {
        T copy = default;
        ShmStatus status = Bytes.TryGet(new Span<byte>(&copy, sizeof(T)), out int length);
        return Checked(status, length, copy, out message);
    }

    /// <inheritdoc cref="ShmEndpoint.Cancel"/>
    public void Cancel() => Bytes.Cancel();

    /// <inheritdoc/>
    public void Dispose() => Bytes.Dispose();

    private static ShmStatus Checked(ShmStatus status, int length, in T copy, out T message)
    {
        bool fits = status == ShmStatus.Ok && length == sizeof(T);
        message = fits ? copy : default;
        return fits || status is not (ShmStatus.Ok or ShmStatus.TooLarge) ? status : ShmStatus.Corrupt;
    }
}
