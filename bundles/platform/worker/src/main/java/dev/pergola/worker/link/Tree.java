package dev.pergola.worker.link;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import dev.pergola.api.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Data of maps, lists, texts, numbers, truth values, bytes and nulls as CBOR (RFC 8949), and back. */
final class Tree {
    // Whatever data may nest (Values.MAX_DEPTH), and the messages around it.
    private static final int DEPTH = 80;
    /** A byte of a message may be a value, which takes many times as much here. */
    private static final int MOST_VALUES = 1_000_000;

    private final CBORFactory factory;

    Tree(int mostBytes) {
        factory = CBORFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH)
                        .maxStringLength(mostBytes)
                        .maxNameLength(mostBytes)
                        .maxDocumentLength(mostBytes)
                        .build())
                // Half a character is no reason to carry none.
                .enable(CBORGenerator.Feature.LENIENT_UTF_ENCODING)
                .build();
    }

    /** Throws {@link MessageTooLargeException} where there are more values than whoever reads it would take. */
    byte[] write(Map<String, ?> root) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator out = factory.createGenerator(bytes)) {
            new Writer(out).writeMap(root);
        } catch (IOException e) {
            throw new LinkException("A message could not be written: " + e.getMessage(), e);
        }
        return bytes.toByteArray();
    }

    Map<String, @Nullable Object> read(byte[] bytes) {
        try (JsonParser in = factory.createParser(bytes)) {
            if (in.nextToken() != JsonToken.START_OBJECT) throw new LinkException("A message is no map");
            Map<String, @Nullable Object> root = new Reader(in, bytes.length).map();
            if (in.nextToken() != null) throw new LinkException("There is something behind a message");
            return root;
        } catch (IOException e) {
            throw new LinkException("A message cannot be read: " + e.getMessage(), e);
        }
    }

    /** One message on its way out. */
    private static final class Writer {
        private final JsonGenerator out;
        private int values;

        Writer(JsonGenerator out) {
            this.out = out;
        }

        private void write(@Nullable Object value) throws IOException {
            if (++values > MOST_VALUES) throw MessageTooLargeException.ofValues(MOST_VALUES);
            if (value == null) out.writeNull();
            else if (value instanceof String text) out.writeString(text);
            else if (value instanceof Boolean flag) out.writeBoolean(flag);
            else if (value instanceof Integer || value instanceof Short || value instanceof Byte)
                out.writeNumber(((Number) value).intValue());
            else if (value instanceof Long number) out.writeNumber(number);
            else if (value instanceof Double number) out.writeNumber(number);
            else if (value instanceof Float number) out.writeNumber(number);
            else if (value instanceof BigDecimal number) out.writeNumber(number);
            else if (value instanceof BigInteger number) out.writeNumber(number);
            else if (value instanceof Bytes bytes) out.writeBinary(bytes.open(), bytes.length());
            else if (value instanceof Map<?, ?> map) writeMap(map);
            else if (value instanceof Collection<?> items) writeList(items);
            else
                throw new LinkException(
                        "A message cannot carry a " + value.getClass().getName());
        }

        void writeMap(Map<?, ?> map) throws IOException {
            out.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.writeFieldName(String.valueOf(entry.getKey()));
                write(entry.getValue());
            }
            out.writeEndObject();
        }

        private void writeList(Collection<?> items) throws IOException {
            out.writeStartArray();
            for (Object item : items) write(item);
            out.writeEndArray();
        }
    }

    /**
     * One message, of no more values than it may have, and no more in them than there is in the message: CBOR has ways to say
     * once what is to be there a thousand times, which nobody here uses.
     */
    private static final class Reader {
        private final JsonParser in;
        private long left;
        private int values;

        Reader(JsonParser in, int length) {
            this.in = in;
            this.left = length;
        }

        Map<String, @Nullable Object> map() throws IOException {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                in.nextToken();
                map.put(name, value());
            }
            if (in.currentToken() != JsonToken.END_OBJECT)
                throw new LinkException("A message has a key that is no text");
            return map;
        }

        private List<@Nullable Object> list() throws IOException {
            List<@Nullable Object> list = new ArrayList<>();
            while (in.nextToken() != JsonToken.END_ARRAY) list.add(value());
            return list;
        }

        private String text() throws IOException {
            String text = in.getText();
            take(text.length());
            return text;
        }

        private Bytes bytes() throws IOException {
            byte[] bytes = in.getBinaryValue();
            take(bytes.length);
            return Bytes.of(bytes);
        }

        private void take(int length) {
            left -= length;
            if (left < 0) throw new LinkException("A message has more in it than it is long");
        }

        private @Nullable Object value() throws IOException {
            if (++values > MOST_VALUES) throw new LinkException("A message has more than " + MOST_VALUES + " values");
            JsonToken token = in.currentToken();
            if (token == null) throw new LinkException("A message is cut off");
            return switch (token) {
                case START_OBJECT -> map();
                case START_ARRAY -> list();
                case VALUE_STRING -> text();
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> in.getNumberValue();
                case VALUE_EMBEDDED_OBJECT -> bytes();
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                case VALUE_NULL -> null;
                default -> throw new LinkException("A message has a " + token);
            };
        }
    }
}
