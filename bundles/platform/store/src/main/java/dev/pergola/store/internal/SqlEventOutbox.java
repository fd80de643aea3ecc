package dev.pergola.store.internal;

import dev.pergola.api.event.Event;
import dev.pergola.store.EventOutbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The outbox as rows of {@code event_outbox}.
 *
 * <p>Positions come from the one row of {@code event_outbox_head}, not from a sequence: a sequence gives out numbers
 * in the order of the inserts, and a transaction that commits late would put its low number behind a reader's back.
 * Raising the row locks it until the transaction ends, so the next writer, on whatever node, gets its positions only
 * once the lower ones are visible; and a rollback takes the raise back, so there are no gaps either.
 */
@Component
public final class SqlEventOutbox implements EventOutbox {
    private static final RowMapper<Event> ROW = ConstructorMapper.of(Event.class);
    private static final String SELECT =
            "select \"position\", topic, source, created_at as \"time\", data from event_outbox";

    private final Database database;

    @Activate
    public SqlEventOutbox(@Reference Database database) {
        this.database = database;
    }

    @Override
    public List<Event> append(List<Event> events) {
        if (events.isEmpty()) return List.of();
        List<byte[]> data =
                events.stream().map(event -> Json.encodeReadably(event.data())).toList();
        return database.call("record " + events.size() + " events", handle -> {
            long position = take(handle, events.size());
            List<Event> recorded = new ArrayList<>(events.size());
            PreparedBatch batch =
                    handle.prepareBatch("insert into event_outbox (\"position\", topic, source, created_at, data)"
                            + " values (:position, :topic, :source, :time, :data)");
            for (int i = 0; i < events.size(); i++) {
                Event event = at(++position, events.get(i));
                batch.bind("position", position)
                        .bind("topic", event.topic())
                        .bind("source", event.source())
                        .bind("time", event.time())
                        .bind("data", new JdbiSetup.JsonBytes(data.get(i)))
                        .add();
                recorded.add(event);
            }
            batch.execute();
            return List.copyOf(recorded);
        });
    }

    private static Event at(long position, Event event) {
        String source = Text.whole("source of an event", event.source(), 255);
        return new Event(position, event.topic(), source, JdbiSetup.toMicros(event.time()), event.data());
    }

    /** Takes positions, and gives the one before them. */
    private static long take(Handle handle, int count) {
        handle.createUpdate("update event_outbox_head set last_position = last_position + :count where id = 1")
                .bind("count", count)
                .execute();
        return last(handle) - count;
    }

    private static long last(Handle handle) {
        return handle.createQuery("select last_position from event_outbox_head where id = 1")
                .mapTo(Long.class)
                .one();
    }

    @Override
    public List<Event> after(long position, int limit) {
        return after(position, "*", limit);
    }

    @Override
    public List<Event> after(long position, String topic, int limit) {
        boolean prefixed = topic.endsWith("*");
        String words = prefixed ? topic.substring(0, topic.length() - 1) : topic;
        // Not LIKE, in which the underscore, frequent in topics, stands for any character.
        String matches = prefixed ? "left(topic, :length) = :words" : "topic = :words";
        return database.call("read the events after " + position, handle -> {
            Query query = handle.createQuery(SELECT + " where \"position\" > :after"
                            + (words.isEmpty() ? "" : " and " + matches) + " order by \"position\" limit :limit")
                    .bind("after", position)
                    .bind("limit", Rows.limit(limit));
            if (!words.isEmpty()) query.bind("words", words);
            if (!words.isEmpty() && prefixed) query.bind("length", words.length());
            return query.map(ROW).list();
        });
    }

    @Override
    public long last() {
        return database.call("read the position of the last event", SqlEventOutbox::last);
    }

    @Override
    public int prune(Instant before, long most) {
        return Rows.prune(database, "event_outbox", "\"position\"", "created_at", before, most);
    }
}
