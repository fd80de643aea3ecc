package dev.pergola.guard;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Remembers something about an object for as long as it lives, and never calls its {@code equals} or {@code hashCode}. */
final class WeakIdentityMap<K, V> {
    private final ConcurrentHashMap<Object, V> entries = new ConcurrentHashMap<>();
    private final ReferenceQueue<K> gone = new ReferenceQueue<>();

    @Nullable
    V get(K key) {
        return entries.isEmpty() ? null : entries.get(new Lookup(key));
    }

    void put(K key, V value) {
        for (Reference<? extends K> entry = gone.poll(); entry != null; entry = gone.poll()) entries.remove(entry);
        entries.put(new Key<>(key, gone), value);
    }

    /** Of the same hash as what it is kept under, and equal to it, without a reference object. */
    private static final class Lookup {
        private final Object wanted;

        private Lookup(Object wanted) {
            this.wanted = wanted;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key && ((Key<?>) other).get() == wanted;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(wanted);
        }
    }

    private static final class Key<K> extends WeakReference<K> {
        private final int hash;

        private Key(K referent, ReferenceQueue<K> queue) {
            super(referent, queue);
            hash = System.identityHashCode(referent);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (this == other) return true;
            K mine = get();
            return mine != null && other instanceof Key && ((Key<?>) other).get() == mine;
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
