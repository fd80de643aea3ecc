package dev.pergola.graphql.internal;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.ArrayValue;
import graphql.language.BooleanValue;
import graphql.language.EnumValue;
import graphql.language.FloatValue;
import graphql.language.IntValue;
import graphql.language.NullValue;
import graphql.language.ObjectField;
import graphql.language.ObjectValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.language.VariableReference;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import graphql.schema.GraphQLScalarType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The scalars of the schema. What goes out is what the operations answer, and stays as it is. */
final class Scalars {
    /** What JSON can say. */
    static final GraphQLScalarType JSON = scalar("JSON", new JsonCoercing());
    /** Times only go out, as text. */
    static final GraphQLScalarType DATE_TIME = scalar("DateTime", new JsonCoercing());
    /** Whole numbers of 64 bits. */
    static final GraphQLScalarType LONG = scalar("Long", new LongCoercing());

    private Scalars() {}

    private static GraphQLScalarType scalar(String name, Coercing<?, ?> coercing) {
        return GraphQLScalarType.newScalar().name(name).coercing(coercing).build();
    }

    private static class JsonCoercing implements Coercing<Object, Object> {
        @Override
        public Object serialize(Object value, GraphQLContext context, Locale locale) {
            return value;
        }

        @Override
        public @Nullable Object parseValue(Object value, GraphQLContext context, Locale locale) {
            return value;
        }

        @Override
        public @Nullable Object parseLiteral(
                Value<?> value, CoercedVariables variables, GraphQLContext context, Locale locale) {
            return plain(value, variables);
        }

        /** Depth is bounded by the parser. */
        private static @Nullable Object plain(Value<?> value, CoercedVariables variables) {
            if (value instanceof ObjectValue object) {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (ObjectField field : object.getObjectFields()) {
                    map.put(field.getName(), plain(field.getValue(), variables));
                }
                return map;
            }
            if (value instanceof ArrayValue array) {
                List<@Nullable Object> list = new ArrayList<>();
                for (Value<?> each : array.getValues()) list.add(plain(each, variables));
                return list;
            }
            if (value instanceof StringValue text) return text.getValue();
            if (value instanceof IntValue number) return whole(number.getValue());
            if (value instanceof FloatValue number) return number.getValue().doubleValue();
            if (value instanceof BooleanValue truth) return truth.isValue();
            if (value instanceof NullValue) return null;
            if (value instanceof VariableReference variable) return variables.get(variable.getName());
            if (value instanceof EnumValue word) {
                throw new CoercingParseLiteralException("'" + word.getName() + "' is no JSON: put texts in quotes");
            }
            throw new CoercingParseLiteralException("This is no JSON");
        }

        private static Object whole(BigInteger number) {
            return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
        }
    }

    private static final class LongCoercing implements Coercing<Object, Object> {
        @Override
        public Object serialize(Object value, GraphQLContext context, Locale locale) {
            return value;
        }

        @Override
        public Object parseValue(Object value, GraphQLContext context, Locale locale) {
            if (value instanceof Number number) {
                try {
                    return new BigDecimal(number.toString()).longValueExact();
                } catch (ArithmeticException | NumberFormatException e) {
                    // Said below.
                }
            }
            throw new CoercingParseValueException("Not a whole number of 64 bits");
        }

        @Override
        public Object parseLiteral(Value<?> value, CoercedVariables variables, GraphQLContext context, Locale locale) {
            if (value instanceof IntValue number && number.getValue().bitLength() < Long.SIZE) {
                return number.getValue().longValue();
            }
            throw new CoercingParseLiteralException("Not a whole number of 64 bits");
        }
    }
}
