//! What a block does to what two people have open with each other.

use model::coffee_chat::CoffeeChatStatus;
use model::id::UserId;
use store::coffee_chat::{self, CoffeeChat};
use store::{StoreError, Writer};

use super::{CoffeeChatError, CoffeeChatService};

impl CoffeeChatService {
    /// Ends what is open between the two, in the transaction in which one of them blocks the other. The other sees an
    /// ordinary end: a request declined or taken back, a chat called off.
    pub async fn part(&self, writer: &Writer, by: UserId, other: UserId) -> Result<(), StoreError> {
        for chat in coffee_chat::find_open_between(writer, by, other).await? {
            match self.end_for(writer, by, &chat).await {
                // Lapsed, or their call goes on: it ends by itself.
                Ok(()) | Err(CoffeeChatError::Settled(_) | CoffeeChatError::HasBegun) => {}
                Err(CoffeeChatError::Store(error)) => return Err(error),
                Err(error) => {
                    tracing::warn!(%error, chat.id = %chat.id, "a chat of two people who part stays open")
                }
            }
        }
        Ok(())
    }

    async fn end_for(&self, writer: &Writer, by: UserId, chat: &CoffeeChat) -> Result<(), CoffeeChatError> {
        let side = chat.side_of(by).ok_or(CoffeeChatError::NotFound)?;
        match chat.position.status {
            CoffeeChatStatus::Pending if chat.position.awaiting == Some(side) => {
                self.decline(writer, chat, side, None, false).await?;
            }
            CoffeeChatStatus::Pending => {
                self.take_back(writer, chat, side).await?;
            }
            _ => {
                self.call_off(writer, chat, side, None).await?;
            }
        }
        Ok(())
    }
}
