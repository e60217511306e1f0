"""What people read when the rules say no: one sentence for each code, facts in braces."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

#: English sentences by code; the window translates them in the context "Refusal".
REFUSALS: dict[str, object] = {
    "access.denied": QT_TRANSLATE_NOOP("Refusal", "You may not do this here"),
    "access.other_company": QT_TRANSLATE_NOOP("Refusal", "This belongs to another company than this workstation"),
    "access.other_warehouse": QT_TRANSLATE_NOOP("Refusal", "These goods lie in another warehouse than this bench"),
    "amount.too_large": QT_TRANSLATE_NOOP("Refusal", "The amount is too large"),
    "amount.too_many_decimals": QT_TRANSLATE_NOOP("Refusal", "“{text}” has more decimals than money has"),
    "amount.unreadable": QT_TRANSLATE_NOOP("Refusal", "“{text}” is not an amount"),
    "bench.already_handed_over": QT_TRANSLATE_NOOP("Refusal", "Parcel {parcel_no} has already been handed over"),
    "bench.already_packed": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} is already packed"),
    "bench.bin_not_now": QT_TRANSLATE_NOOP("Refusal", "The exception bin is only for stopped parcels"),
    "bench.bound_elsewhere": QT_TRANSLATE_NOOP("Refusal", "Waybill {waybill_no} is on parcel {parcel_no}"),
    "bench.broken": QT_TRANSLATE_NOOP("Refusal", "The program could not do this: scan again, or call a supervisor"),
    "bench.card_not_now": QT_TRANSLATE_NOOP("Refusal", "This card does nothing now"),
    "bench.carton_over": QT_TRANSLATE_NOOP("Refusal", "{sku_code} {name}: a carton holds {n}, wanted: {wanted}"),
    "bench.damaged_number": QT_TRANSLATE_NOOP("Refusal", "The number {scanned} is damaged: scan again or type it"),
    "bench.finish_first": QT_TRANSLATE_NOOP("Refusal", "Finish order {order_no} first, or set it aside"),
    "bench.issued_elsewhere": QT_TRANSLATE_NOOP("Refusal", "Waybill {waybill_no} belongs to order {order_no}"),
    "bench.items_missing": QT_TRANSLATE_NOOP("Refusal", "Items are still missing in the parcel"),
    "bench.left_behind": QT_TRANSLATE_NOOP("Refusal", "{n} of {all} parcels stay here: {reason}"),
    "bench.misread": QT_TRANSLATE_NOOP("Refusal", "The code was not read cleanly: scan it again"),
    "bench.no_carrier": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} has no courier yet: call a supervisor"),
    "bench.no_waybill_here": QT_TRANSLATE_NOOP("Refusal", "No courier waybill here: scan the parcel's own number"),
    "bench.not_taken": QT_TRANSLATE_NOOP("Refusal", "The hub did not accept it: {reason}"),
    "bench.not_ready": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} is not ready to be packed"),
    "bench.not_supervisor": QT_TRANSLATE_NOOP("Refusal", "Only the exception bin or a supervisor's badge goes on"),
    "bench.nothing_to_undo": QT_TRANSLATE_NOOP("Refusal", "There is nothing to undo"),
    "bench.other_carrier": QT_TRANSLATE_NOOP("Refusal", "This waybill is of another courier"),
    "bench.other_warehouse": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} is packed in another warehouse"),
    "bench.other_waybill_issued": QT_TRANSLATE_NOOP("Refusal", "Waybill {issued} was issued for this parcel"),
    "bench.over_scan": QT_TRANSLATE_NOOP("Refusal", "{sku_code} {name}: no more are wanted"),
    "bench.parcel_void": QT_TRANSLATE_NOOP("Refusal", "Parcel {parcel_no} is void"),
    "bench.scan_barcode": QT_TRANSLATE_NOOP(
        "Refusal", "Scan the barcode on {sku_code} {name} itself, not the code on its shelf"
    ),
    "bench.scan_parcel_first": QT_TRANSLATE_NOOP("Refusal", "Scan a parcel or an order first"),
    "bench.scan_serial_first": QT_TRANSLATE_NOOP("Refusal", "Scan the serial number of {sku_code} first"),
    "bench.serial_by_piece": QT_TRANSLATE_NOOP("Refusal", "This item is counted by its serial numbers, one by one"),
    "bench.serial_repeated": QT_TRANSLATE_NOOP("Refusal", "Serial number {serial} has been scanned already"),
    "bench.sheet_open": QT_TRANSLATE_NOOP("Refusal", "Finish or close the sheet first, then scan again"),
    "bench.stopped": QT_TRANSLATE_NOOP("Refusal", "Stopped: put the parcel into the exception bin and scan the bin"),
    "bench.typed_over": QT_TRANSLATE_NOOP("Refusal", "{sku_code} {name}: {n} were typed, {wanted} is wanted"),
    "bench.typing_not_allowed": QT_TRANSLATE_NOOP("Refusal", "Quantities of this item are not typed"),
    "bench.unknown_badge": QT_TRANSLATE_NOOP("Refusal", "Nobody here has this badge"),
    "bench.unknown_code": QT_TRANSLATE_NOOP("Refusal", "{scanned} is not known here"),
    "bench.unknown_number": QT_TRANSLATE_NOOP("Refusal", "Number {scanned} is not known at this bench"),
    "bench.unknown_product": QT_TRANSLATE_NOOP("Refusal", "Barcode {scanned} is of no item"),
    "bench.waybill_void": QT_TRANSLATE_NOOP("Refusal", "Waybill {waybill_no} is void"),
    "bench.wrong_item": QT_TRANSLATE_NOOP("Refusal", "{sku_code} {name} does not belong to this order"),
    "command.malformed": QT_TRANSLATE_NOOP("Refusal", "The hub could not read this: tell the administrator"),
    "command.unknown": QT_TRANSLATE_NOOP("Refusal", "The hub does not know this yet: update OrderDesk"),
    "company.ambiguous": QT_TRANSLATE_NOOP("Refusal", "There are several companies: {known}"),
    "company.bad_code": QT_TRANSLATE_NOOP("Refusal", "A code is 1 to {longest} letters, digits, dots and dashes"),
    "company.needs_administrator": QT_TRANSLATE_NOOP("Refusal", "Nobody administers this hub yet"),
    "company.needs_warehouse": QT_TRANSLATE_NOOP("Refusal", "A company needs a warehouse"),
    "company.taken": QT_TRANSLATE_NOOP("Refusal", "There is a company {company} already"),
    "company.unfilled": QT_TRANSLATE_NOOP("Refusal", "Something is missing at {where}"),
    "company.unknown": QT_TRANSLATE_NOOP("Refusal", "This company is not known"),
    "customer.inactive": QT_TRANSLATE_NOOP("Refusal", "{customer} is no longer served"),
    "delivery.by_courier": QT_TRANSLATE_NOOP("Refusal", "The courier reports when order {order_no} is delivered"),
    "delivery.cod_missing": QT_TRANSLATE_NOOP(
        "Refusal", "Order {order_no} is paid on delivery: enter what was collected"
    ),
    "delivery.in_future": QT_TRANSLATE_NOOP("Refusal", "This has not happened yet: look at the time"),
    "delivery.newer_news": QT_TRANSLATE_NOOP("Refusal", "The courier has said something later about order {order_no}"),
    "delivery.not_cod": QT_TRANSLATE_NOOP("Refusal", "Nothing is to be collected for order {order_no}"),
    "device.revoked": QT_TRANSLATE_NOOP(
        "Refusal", "The hub does not know this workstation any more: ask the administrator for a new code"
    ),
    "device.unknown": QT_TRANSLATE_NOOP("Refusal", "The hub does not know this workstation"),
    "edit.changed_meanwhile": QT_TRANSLATE_NOOP(
        "Refusal", "Somebody has changed this meanwhile ({field}): look at order {order_no} again"
    ),
    "edit.nothing": QT_TRANSLATE_NOOP("Refusal", "Nothing was changed"),
    "enrolment.too_many_tries": QT_TRANSLATE_NOOP("Refusal", "Too many wrong codes: wait ten minutes"),
    "enrolment.wrong_code": QT_TRANSLATE_NOOP(
        "Refusal", "This code is not valid, has been used or has expired: ask the administrator for a new one"
    ),
    "hold.already_over": QT_TRANSLATE_NOOP("Refusal", "The hold would be over already: choose a later time"),
    "hold.gone": QT_TRANSLATE_NOOP("Refusal", "The hold on order {order_no} has been lifted already"),
    "hold.reason_needed": QT_TRANSLATE_NOOP("Refusal", "Say why order {order_no} may go out unpaid"),
    "hold.other_role": QT_TRANSLATE_NOOP("Refusal", "Only {role} or a supervisor lifts this hold"),
    "hold.stands_already": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} is on hold for this already: {reason}"),
    "hold.too_late": QT_TRANSLATE_NOOP("Refusal", "The goods of order {order_no} have left: it cannot be put on hold"),
    "hold.unknown": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} has no such hold"),
    "hub.away": QT_TRANSLATE_NOOP("Refusal", "The hub cannot be reached: look at the network, it goes on by itself"),
    "hub.newer": QT_TRANSLATE_NOOP(
        "Refusal",
        "This program ({here}) is too old for the hub ({there}): update OrderDesk here. What was said here is kept",
    ),
    "hub.older": QT_TRANSLATE_NOOP(
        "Refusal",
        "The hub ({there}) is too old for this program ({here}): have it updated. What was said here is kept",
    ),
    "hub.other_version": QT_TRANSLATE_NOOP(
        "Refusal", "Hub and program do not understand each other: have both updated to the same version"
    ),
    "hub_change.commands_wait": QT_TRANSLATE_NOOP(
        "Refusal",
        "{n} things said here still wait for {hub} and can be sent to no other: connect to it first, or use another"
        " folder",
    ),
    "item.not_in_order": QT_TRANSLATE_NOOP("Refusal", "The item does not belong to order {order_no}"),
    "item.not_in_parcel": QT_TRANSLATE_NOOP("Refusal", "The item is not in parcel {parcel_no}"),
    "item.not_missing": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} does not lack so much of this"),
    "item.serial_repeated": QT_TRANSLATE_NOOP("Refusal", "This serial number is already in parcel {parcel_no}"),
    "item.too_many": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} needs no more of this"),
    "job.not_stopped": QT_TRANSLATE_NOOP("Refusal", "This job is not waiting for anybody"),
    "erase.still_open": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} is still open: its receiver is needed"),
    "customer.unknown": QT_TRANSLATE_NOOP("Refusal", "There is no customer {customer}"),
    "carrier.unknown": QT_TRANSLATE_NOOP("Refusal", "The hub does not know this carrier"),
    "case.unknown": QT_TRANSLATE_NOOP("Refusal", "The hub does not know this case"),
    "change_request.unknown": QT_TRANSLATE_NOOP("Refusal", "The hub does not know this change request"),
    "feed.unknown": QT_TRANSLATE_NOOP("Refusal", "The hub does not know this connection"),
    "parcel.unknown": QT_TRANSLATE_NOOP(
        "Refusal", "The hub does not know this parcel: what was done with it did not count"
    ),
    "price_list.unknown": QT_TRANSLATE_NOOP("Refusal", "The hub does not know this price list"),
    "sku.unknown": QT_TRANSLATE_NOOP("Refusal", "The hub does not know this article"),
    "waybill.unknown": QT_TRANSLATE_NOOP("Refusal", "The hub does not know this waybill"),
    "order.unknown": QT_TRANSLATE_NOOP("Refusal", "There is no order {order_no}"),
    "order.ambiguous": QT_TRANSLATE_NOOP("Refusal", "Several companies have an order {order_no}"),
    "job.unknown": QT_TRANSLATE_NOOP("Refusal", "This job is not known"),
    "line.partly_gone": QT_TRANSLATE_NOOP("Refusal", "Line {line}: more of {sku} is on its way already"),
    "line.unknown": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} has no such line"),
    "line.unknown_unit": QT_TRANSLATE_NOOP("Refusal", "Line {line}: {sku} is not sold by {unit}"),
    "node.needs_not_met": QT_TRANSLATE_NOOP("Refusal", "Something is still missing for this step"),
    "node.not_allowed": QT_TRANSLATE_NOOP("Refusal", "The order has moved on: this is no longer possible"),
    "note.exists": QT_TRANSLATE_NOOP("Refusal", "This note is written already"),
    "note.unnamed": QT_TRANSLATE_NOOP("Refusal", "A note that mentions somebody needs an id of its own"),
    "note.unsigned": QT_TRANSLATE_NOOP("Refusal", "Sign in to write a note"),
    "number.bad_device_code": QT_TRANSLATE_NOOP("Refusal", "This workstation has no valid code"),
    "number.counter_out_of_range": QT_TRANSLATE_NOOP("Refusal", "No more numbers today"),
    "number.day_out_of_range": QT_TRANSLATE_NOOP("Refusal", "The clock of this computer is wrong"),
    "number.device_codes_exhausted": QT_TRANSLATE_NOOP("Refusal", "No more workstations can be enrolled"),
    "order.bad_number": QT_TRANSLATE_NOOP("Refusal", "{order_no} is not an order number"),
    "order.exists": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} exists already"),
    "order.held": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} is on hold: {reason}"),
    "order.no_lines": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} needs at least one line: cancel it instead"),
    "order.not_paid": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} is not paid yet"),
    "order.number_taken": QT_TRANSLATE_NOOP("Refusal", "Order number {order_no} is taken"),
    "order.origin_missing": QT_TRANSLATE_NOOP("Refusal", "Name the order that this one follows from"),
    "order.origin_unknown": QT_TRANSLATE_NOOP("Refusal", "The original order is not one of this customer"),
    "order.parcels_changed": QT_TRANSLATE_NOOP(
        "Refusal", "The parcels of order {order_no} have changed: look at it again"
    ),
    "order.reason_unfit": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} cannot end like this now"),
    "order.released": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} is released already: ask for a change instead"),
    "order.sends_nothing": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} sends no goods"),
    "order.source_taken": QT_TRANSLATE_NOOP("Refusal", "{source_order_no} was entered already as {order_no}"),
    "own_hub.bad_port": QT_TRANSLATE_NOOP("Refusal", "A port is a number from {first} to {last}"),
    "own_hub.cancelled": QT_TRANSLATE_NOOP("Refusal", "Cancelled; nothing was made"),
    "own_hub.folder_taken": QT_TRANSLATE_NOOP(
        "Refusal", "A hub has its files in {folder} already: choose another folder, or connect to that hub"
    ),
    "own_hub.folder_unusable": QT_TRANSLATE_NOOP(
        "Refusal", "Nothing can be written into {folder} ({why}): choose another folder"
    ),
    "own_hub.not_made": QT_TRANSLATE_NOOP("Refusal", "The company could not be made: {why}"),
    "own_hub.not_started": QT_TRANSLATE_NOOP(
        "Refusal", "The hub of this computer does not start: {why}. Its log is {log}"
    ),
    "own_hub.port_taken": QT_TRANSLATE_NOOP("Refusal", "Another program has port {port}: choose another number"),
    "parcel.bad_number": QT_TRANSLATE_NOOP("Refusal", "{parcel_no} is not a parcel number"),
    "parcel.bears_waybill": QT_TRANSLATE_NOOP("Refusal", "Parcel {parcel_no} still bears a waybill"),
    "parcel.empty": QT_TRANSLATE_NOOP("Refusal", "Parcel {parcel_no} is empty"),
    "parcel.exists": QT_TRANSLATE_NOOP("Refusal", "Parcel {parcel_no} exists already"),
    "parcel.gone": QT_TRANSLATE_NOOP("Refusal", "Parcel {parcel_no} is no longer here"),
    "parcel.no_waybill": QT_TRANSLATE_NOOP("Refusal", "Parcel {parcel_no} bears no waybill"),
    "parcel.not_closed": QT_TRANSLATE_NOOP("Refusal", "Parcel {parcel_no} is not closed"),
    "parcel.not_empty": QT_TRANSLATE_NOOP("Refusal", "Parcel {parcel_no} is not empty"),
    "parcel.not_open": QT_TRANSLATE_NOOP("Refusal", "Parcel {parcel_no} is not open"),
    "parcel.number_taken": QT_TRANSLATE_NOOP("Refusal", "Parcel number {parcel_no} is taken"),
    "parcel.other_carrier": QT_TRANSLATE_NOOP("Refusal", "Parcel {parcel_no} goes with another courier"),
    "parcel.other_orders": QT_TRANSLATE_NOOP("Refusal", "Parcel {parcel_no} holds goods of other orders"),
    "parcel.other_warehouse": QT_TRANSLATE_NOOP("Refusal", "Parcel {parcel_no} stands in another warehouse"),
    "password.too_short": QT_TRANSLATE_NOOP("Refusal", "The password is too short"),
    "photo.other_type": QT_TRANSLATE_NOOP("Refusal", "{file} is neither a photo (JPEG, PNG, WebP) nor a PDF"),
    "photo.too_large": QT_TRANSLATE_NOOP("Refusal", "The photo is too large: up to {mib} MiB"),
    "photo.unreadable": QT_TRANSLATE_NOOP("Refusal", "{file} cannot be read"),
    "photo.unknown": QT_TRANSLATE_NOOP("Refusal", "This photo is not known"),
    "pin.too_short": QT_TRANSLATE_NOOP("Refusal", "The PIN is too short"),
    "payment.outstanding": QT_TRANSLATE_NOOP("Refusal", "Not paid yet: this customer pays first"),
    "price.outside_tolerance": QT_TRANSLATE_NOOP("Refusal", "A price differs too much from the list"),
    "program.broke": QT_TRANSLATE_NOOP(
        "Refusal", "Something went wrong in the program (report {n}); its log tells more"
    ),
    "probe.certificate": QT_TRANSLATE_NOOP(
        "Refusal",
        "This computer does not trust the certificate of {host}: start the program once with --ca-bundle FILE",
    ),
    "probe.no_bundle": QT_TRANSLATE_NOOP(
        "Refusal", "The certificates in {file} cannot be read: start the program once with another --ca-bundle FILE"
    ),
    "probe.no_address": QT_TRANSLATE_NOOP(
        "Refusal", "This is no address: it looks like https://orderdesk.example:8443"
    ),
    "probe.not_reached": QT_TRANSLATE_NOOP("Refusal", "{host} does not answer: look at the network and the firewall"),
    "probe.not_ready": QT_TRANSLATE_NOOP("Refusal", "The hub is there but its database is not: try again in a minute"),
    "probe.nothing_there": QT_TRANSLATE_NOOP(
        "Refusal", "No hub runs at {host} under this port: look at the number, or have the hub started"
    ),
    "probe.other_program": QT_TRANSLATE_NOOP(
        "Refusal", "Something else answers there: look at the port, and whether it is http or https"
    ),
    "probe.unknown_host": QT_TRANSLATE_NOOP("Refusal", "There is no computer named {host} in this network"),
    "quantity.not_exact": QT_TRANSLATE_NOOP("Refusal", "This quantity does not come out even in the base unit"),
    "quantity.not_positive": QT_TRANSLATE_NOOP("Refusal", "A quantity must be more than nothing"),
    "quantity.not_whole": QT_TRANSLATE_NOOP(
        "Refusal", "{quantity} {base_unit} cannot be packed: this item comes in whole {base_unit}"
    ),
    "quantity.too_large": QT_TRANSLATE_NOOP("Refusal", "The quantity is too large"),
    "quantity.too_many_decimals": QT_TRANSLATE_NOOP("Refusal", "“{text}” has too many decimals"),
    "quantity.unreadable": QT_TRANSLATE_NOOP("Refusal", "“{text}” is not a quantity"),
    "receipt.confirmed": QT_TRANSLATE_NOOP("Refusal", "Receipt {channel_no} does not wait any more"),
    "receipt.exists": QT_TRANSLATE_NOOP("Refusal", "Receipt {channel_no} has been entered already"),
    "receipt.in_future": QT_TRANSLATE_NOOP("Refusal", "Receipt {channel_no} cannot have come in later than now"),
    "receipt.not_sold": QT_TRANSLATE_NOOP("Refusal", "Nobody pays for order {order_no}: it is not a sale"),
    "receipt.other_customer": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} is another customer's"),
    "receipt.other_orders": QT_TRANSLATE_NOOP("Refusal", "Receipt {channel_no} is for other orders"),
    "receipt.too_much": QT_TRANSLATE_NOOP("Refusal", "Only {owed_fen} of order {order_no} is still to be paid"),
    "receipt.unknown": QT_TRANSLATE_NOOP("Refusal", "This receipt is not known"),
    "refund.not_paid": QT_TRANSLATE_NOOP(
        "Refusal", "{paid_fen} of order {order_no} was paid and not given back yet: no more can be refunded"
    ),
    "refund.too_high": QT_TRANSLATE_NOOP(
        "Refusal", "What came back of order {order_no} is worth {worth_fen}: no more can be refunded"
    ),
    "reservation.in_work": QT_TRANSLATE_NOOP(
        "Refusal", "The goods of order {order_no} are being worked on: cancel or take back first"
    ),
    "reservation.no_target": QT_TRANSLATE_NOOP("Refusal", "Say where the goods are to be set aside instead"),
    "reservation.not_wanted": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} needs no more of this"),
    "reservation.other_article": QT_TRANSLATE_NOOP(
        "Refusal", "Goods can only be set aside for a line of the same article"
    ),
    "reservation.too_few": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} has no more than that set aside here"),
    "return.incomplete": QT_TRANSLATE_NOOP("Refusal", "Enter the refund with the last line that comes back"),
    "return.too_dear": QT_TRANSLATE_NOOP("Refusal", "{sku} was sold for less than order {order_no} says"),
    "return.too_many": QT_TRANSLATE_NOOP("Refusal", "More comes back than was sent"),
    "role.unknown": QT_TRANSLATE_NOOP("Refusal", "This role is not known"),
    "scan.bad_characters": QT_TRANSLATE_NOOP("Refusal", "{scanned} has characters that no code of ours has"),
    "scan.empty": QT_TRANSLATE_NOOP("Refusal", "Nothing was read: scan again"),
    "scan.is_url": QT_TRANSLATE_NOOP("Refusal", "This is a web address, not a code"),
    "scan.too_long": QT_TRANSLATE_NOOP("Refusal", "The code is too long: scan one label only"),
    "scan.unknown_card": QT_TRANSLATE_NOOP("Refusal", "This command card is not known"),
    "seat.needs_warehouse": QT_TRANSLATE_NOOP("Refusal", "A bench needs a warehouse"),
    "seat.unknown": QT_TRANSLATE_NOOP("Refusal", "This kind of place is not known"),
    "session.ended": QT_TRANSLATE_NOOP("Refusal", "Your sign-in was over when this was done: sign in and do it again"),
    "session.not_verified": QT_TRANSLATE_NOOP("Refusal", "This sign-in was not confirmed by the hub: sign in again"),
    "setting.bad_value": QT_TRANSLATE_NOOP("Refusal", "The setting {name} cannot have this value: {why}"),
    "setting.changed_meanwhile": QT_TRANSLATE_NOOP(
        "Refusal", "Somebody has changed the setting {name} meanwhile: look at it again"
    ),
    "shipment.has_parcels": QT_TRANSLATE_NOOP("Refusal", "Something of shipment {shipment_no} is packed already"),
    "shipment.last": QT_TRANSLATE_NOOP(
        "Refusal", "This is all that is left of order {order_no}: there is nothing to split off"
    ),
    "shipment.not_covered": QT_TRANSLATE_NOOP("Refusal", "Not everything of shipment {shipment_no} is packed"),
    "shipment.not_packable": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} cannot be packed now"),
    "shipment.other_waybills": QT_TRANSLATE_NOOP("Refusal", "Shipment {shipment_no} travels on other waybills"),
    "shipment.packed_at_bench": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} is packed at our bench"),
    "shipment.packed_by_wms": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} is packed by the warehouse system"),
    "shipment.unknown": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} has no such shipment"),
    "sign_in.blocked": QT_TRANSLATE_NOOP("Refusal", "Too many tries: wait 15 minutes, or ask the administrator"),
    "sign_in.hub_needed": QT_TRANSLATE_NOOP(
        "Refusal", "The hub cannot be reached, and you have not signed in here within a day: have the network looked at"
    ),
    "sign_in.wait": QT_TRANSLATE_NOOP(
        "Refusal",
        "Too many wrong tries while the hub is away: wait {minutes} min, or sign in when the hub is back",
    ),
    "sign_in.wrong": QT_TRANSLATE_NOOP("Refusal", "Name or password is wrong: try again, or ask the administrator"),
    "sign_in.wrong_badge": QT_TRANSLATE_NOOP(
        "Refusal", "This badge or its PIN is wrong: scan again, or sign in by name"
    ),
    "sign_in.wrong_seat": QT_TRANSLATE_NOOP("Refusal", "You may not work at this place: sign in at one for your role"),
    "sku.inactive": QT_TRANSLATE_NOOP("Refusal", "{sku} is no longer sold"),
    "snapshot.unusable": QT_TRANSLATE_NOOP(
        "Refusal", "The hub's data could not be taken in: hub and program may be of different versions"
    ),
    "stock.short": QT_TRANSLATE_NOOP("Refusal", "Not enough in stock for order {order_no}"),
    "stock.unknown": QT_TRANSLATE_NOOP("Refusal", "These goods are not known here"),
    "storage.busy": QT_TRANSLATE_NOOP("Refusal", "Another program holds the files of this workstation: try again"),
    "storage.damaged": QT_TRANSLATE_NOOP("Refusal", "A file of this workstation is damaged: nothing was written down"),
    "storage.full": QT_TRANSLATE_NOOP(
        "Refusal", "The disk of this computer is full: nothing was written down. Make room, then try again"
    ),
    "storage.unusable": QT_TRANSLATE_NOOP("Refusal", "Nothing can be written into this workstation's folder: {why}"),
    "stop.cancelled": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} was cancelled: do not ship"),
    "stop.changed": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} is being changed: do not ship"),
    "stop.unaccepted": QT_TRANSLATE_NOOP(
        "Refusal", "The hub did not accept what was packed for order {order_no}: do not ship, call a supervisor"
    ),
    "stop.held": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} is on hold: {reason}"),
    "stop.needs_proof": QT_TRANSLATE_NOOP("Refusal", "A stop ends by the exception bin or a supervisor's badge"),
    "stop.refunded": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} was refunded: do not ship"),
    "task.done": QT_TRANSLATE_NOOP("Refusal", "This has been done already"),
    "task.not_yours": QT_TRANSLATE_NOOP("Refusal", "This task was given to somebody else"),
    "task.unknown": QT_TRANSLATE_NOOP("Refusal", "This task is not known"),
    "text.unreadable": QT_TRANSLATE_NOOP("Refusal", "The text has characters that cannot be stored"),
    "transfer.decided": QT_TRANSLATE_NOOP("Refusal", "This transfer for order {order_no} has been decided already"),
    "transfer.not_wanted": QT_TRANSLATE_NOOP("Refusal", "Order {order_no} does not wait for these goods any more"),
    "transfer.other_order": QT_TRANSLATE_NOOP("Refusal", "Name the order that waits for transfer {order_no}"),
    "transfer.under_way": QT_TRANSLATE_NOOP(
        "Refusal", "Transfer {transfer_no} is bringing goods for this part of order {order_no}"
    ),
    "user.bad_badge": QT_TRANSLATE_NOOP("Refusal", "A badge is one barcode without blanks"),
    "user.bad_login": QT_TRANSLATE_NOOP("Refusal", "This name cannot be used to sign in"),
    "user.badge_taken": QT_TRANSLATE_NOOP("Refusal", "This badge belongs to somebody else"),
    "user.last_administrator": QT_TRANSLATE_NOOP(
        "Refusal", "{login} is the last administrator: make somebody else one first"
    ),
    "user.login_taken": QT_TRANSLATE_NOOP("Refusal", "This login is taken"),
    "user.own_account": QT_TRANSLATE_NOOP(
        "Refusal", "This is your own account: another administrator has to switch it off or change its roles"
    ),
    "user.unknown": QT_TRANSLATE_NOOP("Refusal", "This person is not known"),
    "user.unnamed": QT_TRANSLATE_NOOP("Refusal", "A name is missing"),
    "warehouse.busy": QT_TRANSLATE_NOOP("Refusal", "There are open shipments in warehouse {warehouse}"),
    "warehouse.other_company": QT_TRANSLATE_NOOP("Refusal", "This warehouse belongs to another company"),
    "warehouse.twice": QT_TRANSLATE_NOOP("Refusal", "The warehouse {warehouse} stands twice"),
    "warehouse.unknown": QT_TRANSLATE_NOOP("Refusal", "This warehouse is not known"),
    "warehouse.unknown_mode": QT_TRANSLATE_NOOP("Refusal", "A warehouse does not work as {mode}"),
    "warehouse.unknown_province": QT_TRANSLATE_NOOP(
        "Refusal", "A province goes by its Chinese name, such as {near}, not {province}"
    ),
    "waybill.bad_characters": QT_TRANSLATE_NOOP("Refusal", "{scanned} cannot be a waybill number"),
    "waybill.bad_check_digit": QT_TRANSLATE_NOOP("Refusal", "Waybill {scanned} has a wrong check digit: scan again"),
    "waybill.bad_length": QT_TRANSLATE_NOOP("Refusal", "{scanned} is too short or too long for a waybill"),
    "waybill.bad_package_count": QT_TRANSLATE_NOOP("Refusal", "The box count on {scanned} makes no sense"),
    "waybill.bound_elsewhere": QT_TRANSLATE_NOOP("Refusal", "Waybill {waybill_no} is already on another parcel"),
    "waybill.is_our_number": QT_TRANSLATE_NOOP("Refusal", "{scanned} is one of our own numbers, not a waybill"),
    "waybill.is_product": QT_TRANSLATE_NOOP("Refusal", "This is an item's barcode, not a waybill"),
    "waybill.not_bound": QT_TRANSLATE_NOOP("Refusal", "Waybill {waybill_no} is not on parcel {parcel_no}"),
    "waybill.other_carrier": QT_TRANSLATE_NOOP(
        "Refusal", "This parcel goes with {expected}, the waybill is of {scanned}"
    ),
    "waybill.void": QT_TRANSLATE_NOOP("Refusal", "Waybill {waybill_no} is void"),
}
