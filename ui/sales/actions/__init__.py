"""What can be done with an order: a table of deeds, the sheet that asks for what they need,
the menu that offers them."""
