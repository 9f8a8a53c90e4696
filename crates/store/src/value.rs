//! What goes into a statement and comes out of a row, the same on both engines.

use std::borrow::Cow;

use base::{Currency, Error, Id, Result, Time, UnitPrice};
use rusqlite::types::{ToSqlOutput, ValueRef};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, private::BytesMut};

/// One value of a statement or a row. Booleans are 0 and 1; times, money and prices are integers; JSON is text.
#[derive(Clone, Debug, PartialEq)]
pub enum Val<'a> {
    /// No value, of whatever type the column has.
    Null,
    /// An integer.
    Int(i64),
    /// Text, without a zero byte (PostgreSQL cannot hold one, so SQLite must not either).
    Text(Cow<'a, str>),
    /// Bytes. What is read from a row has its ids here, sixteen bytes each.
    Blob(Cow<'a, [u8]>),
    /// The bytes of an id on its way into a statement.
    Id([u8; 16]),
}

impl Val<'_> {
    /// The same value, owning its text or bytes.
    pub fn into_owned(self) -> Val<'static> {
        match self {
            Val::Null => Val::Null,
            Val::Int(number) => Val::Int(number),
            Val::Text(text) => Val::Text(Cow::Owned(text.into_owned())),
            Val::Blob(bytes) => Val::Blob(Cow::Owned(bytes.into_owned())),
            Val::Id(bytes) => Val::Id(bytes),
        }
    }

    /// Refuses what one of the engines could not hold.
    pub(crate) fn check(&self) -> Result<()> {
        match self {
            Val::Text(text) if text.as_bytes().contains(&0) => {
                Err(Error::invalid("zero-byte", "A text holds a zero byte, which cannot be kept. Remove it."))
            }
            _ => Ok(()),
        }
    }
}

/// The parameters of a statement: `params![order.id, order.total.minor]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { [$($crate::value::Val::from($value)),*] };
}

macro_rules! integers {
    ($($kind:ty),*) => { $(
        impl From<$kind> for Val<'_> {
            fn from(number: $kind) -> Self { Val::Int(i64::from(number)) }
        }
    )* };
}
integers!(i64, i32, u32, bool);

impl From<Time> for Val<'_> {
    fn from(moment: Time) -> Self {
        Val::Int(moment.micros())
    }
}
impl From<UnitPrice> for Val<'_> {
    fn from(price: UnitPrice) -> Self {
        Val::Int(price.0)
    }
}
impl From<Currency> for Val<'_> {
    fn from(currency: Currency) -> Self {
        Val::Text(Cow::Owned(currency.code().to_owned()))
    }
}
impl<'a> From<&'a str> for Val<'a> {
    fn from(text: &'a str) -> Self {
        Val::Text(Cow::Borrowed(text))
    }
}
impl<'a> From<&'a String> for Val<'a> {
    fn from(text: &'a String) -> Self {
        Val::Text(Cow::Borrowed(text))
    }
}
impl From<String> for Val<'_> {
    fn from(text: String) -> Self {
        Val::Text(Cow::Owned(text))
    }
}
impl<'a> From<&'a [u8]> for Val<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Val::Blob(Cow::Borrowed(bytes))
    }
}
impl<N> From<Id<N>> for Val<'_> {
    fn from(id: Id<N>) -> Self {
        Val::Id(*id.bytes())
    }
}
impl<'a, T> From<Option<T>> for Val<'a>
where
    Val<'a>: From<T>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Val::Null, Val::from)
    }
}

/// A row on its way out of an engine.
pub enum Row<'r> {
    #[doc(hidden)]
    Sqlite(&'r rusqlite::Row<'r>),
    #[doc(hidden)]
    Postgres(&'r tokio_postgres::Row),
}

impl Row<'_> {
    /// The column at `index`, as the type asked for. Fails where the column holds something else.
    pub fn get<T: FromVal>(&self, index: usize) -> Result<T> {
        T::from_val(self.val(index)?)
            .ok_or_else(|| Error::internal(format!("column {index} does not hold a {}", std::any::type_name::<T>())))
    }

    /// The column at `index`, as it is.
    pub fn val(&self, index: usize) -> Result<Val<'_>> {
        match self {
            Row::Sqlite(row) => match row.get_ref(index).map_err(Error::internal)? {
                ValueRef::Null => Ok(Val::Null),
                ValueRef::Integer(number) => Ok(Val::Int(number)),
                ValueRef::Text(text) => std::str::from_utf8(text).map(Val::from).map_err(Error::internal),
                ValueRef::Blob(bytes) => Ok(Val::from(bytes)),
                ValueRef::Real(_) => Err(Error::internal("floating point is not stored here")),
            },
            Row::Postgres(row) => row.try_get::<_, Val<'_>>(index).map_err(Error::internal),
        }
    }
}

/// A type that can be read from a column.
pub trait FromVal: Sized {
    /// The value, or `None` where the column holds another type.
    fn from_val(value: Val<'_>) -> Option<Self>;
}

impl FromVal for i64 {
    fn from_val(value: Val<'_>) -> Option<Self> {
        if let Val::Int(number) = value { Some(number) } else { None }
    }
}
impl FromVal for bool {
    fn from_val(value: Val<'_>) -> Option<Self> {
        i64::from_val(value).map(|number| number != 0)
    }
}
impl FromVal for Time {
    fn from_val(value: Val<'_>) -> Option<Self> {
        i64::from_val(value).map(Time::from_micros)
    }
}
impl FromVal for UnitPrice {
    fn from_val(value: Val<'_>) -> Option<Self> {
        i64::from_val(value).map(UnitPrice)
    }
}
impl FromVal for String {
    fn from_val(value: Val<'_>) -> Option<Self> {
        if let Val::Text(text) = value { Some(text.into_owned()) } else { None }
    }
}
impl FromVal for Currency {
    fn from_val(value: Val<'_>) -> Option<Self> {
        String::from_val(value)?.parse().ok()
    }
}
impl FromVal for Vec<u8> {
    fn from_val(value: Val<'_>) -> Option<Self> {
        match value {
            Val::Blob(bytes) => Some(bytes.into_owned()),
            Val::Id(bytes) => Some(bytes.to_vec()),
            _ => None,
        }
    }
}
impl<N> FromVal for Id<N> {
    fn from_val(value: Val<'_>) -> Option<Self> {
        match value {
            Val::Blob(bytes) => bytes.as_ref().try_into().ok().map(Id::from_bytes),
            Val::Id(bytes) => Some(Id::from_bytes(bytes)),
            _ => None,
        }
    }
}
impl<T: FromVal> FromVal for Option<T> {
    fn from_val(value: Val<'_>) -> Option<Self> {
        if value == Val::Null { Some(None) } else { T::from_val(value).map(Some) }
    }
}

impl rusqlite::ToSql for Val<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Val::Null => ValueRef::Null,
            Val::Int(number) => ValueRef::Integer(*number),
            Val::Text(text) => ValueRef::Text(text.as_bytes()),
            Val::Blob(bytes) => ValueRef::Blob(bytes),
            Val::Id(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

type Fault = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Val<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Fault> {
        match (self, kind) {
            (Val::Null, _) => return Ok(IsNull::Yes),
            (Val::Int(number), &Type::INT8) => out.extend_from_slice(&number.to_be_bytes()),
            (Val::Int(number), &Type::INT4) => out.extend_from_slice(&i32::try_from(*number)?.to_be_bytes()),
            (Val::Text(text), &Type::TEXT | &Type::VARCHAR) => out.extend_from_slice(text.as_bytes()),
            (Val::Blob(bytes), &Type::BYTEA) => out.extend_from_slice(bytes),
            (Val::Blob(bytes), &Type::UUID) if bytes.len() == 16 => out.extend_from_slice(bytes),
            (Val::Id(bytes), &Type::UUID | &Type::BYTEA) => out.extend_from_slice(bytes),
            _ => return Err(format!("a {kind} column cannot take {self:?}").into()),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Fault> {
        self.to_sql(kind, out)
    }
}

impl<'a> FromSql<'a> for Val<'a> {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Fault> {
        match *kind {
            Type::INT8 => Ok(Val::Int(i64::from_be_bytes(raw.try_into()?))),
            Type::INT4 => Ok(Val::Int(i64::from(i32::from_be_bytes(raw.try_into()?)))),
            Type::TEXT | Type::VARCHAR | Type::NAME => Ok(Val::from(std::str::from_utf8(raw)?)),
            // The answer of a comparison, which is 0 or 1 on the other engine.
            Type::BOOL => Ok(Val::Int(i64::from(raw.first().copied().unwrap_or_default()))),
            Type::BYTEA | Type::UUID => Ok(Val::from(raw)),
            _ => Err(format!("{kind} is not a type that Hilo stores").into()),
        }
    }

    fn from_sql_null(_: &Type) -> Result<Self, Fault> {
        Ok(Val::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
