<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>Alerts</name>
        <message>
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
    </context>
    <context>
        <name>Banner</name>
        <message>
            <source>Close this message</source>
            <translation>关闭这条消息</translation>
        </message>
    </context>
    <context>
        <name>ConfirmDialog</name>
        <message>
            <source>Choose a reason</source>
            <translation>请选原因</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>原因</translation>
        </message>
    </context>
    <context>
        <name>DataTable</name>
        <message>
            <source>Unassigned</source>
            <translation>未指派</translation>
        </message>
    </context>
    <context>
        <name>Node</name>
        <message>
            <source>Pending review</source>
            <translation>待审核</translation>
        </message>
        <message>
            <source>Credit review</source>
            <translation>信用审核中</translation>
        </message>
        <message>
            <source>Stock locked</source>
            <translation>已锁库</translation>
        </message>
        <message>
            <source>Allocated</source>
            <translation>已分仓</translation>
        </message>
        <message>
            <source>Picking</source>
            <translation>拣货中</translation>
        </message>
        <message>
            <source>Packed</source>
            <translation>已打包</translation>
        </message>
        <message>
            <source>Staged</source>
            <translation>待装车</translation>
        </message>
        <message>
            <source>In transit</source>
            <translation>在途</translation>
        </message>
        <message>
            <source>Delivered</source>
            <translation>已签收</translation>
        </message>
        <message>
            <source>Delivery exception</source>
            <translation>签收异常</translation>
        </message>
        <message>
            <source>Returning</source>
            <translation>退货中</translation>
        </message>
        <message>
            <source>Closed</source>
            <translation>已关闭</translation>
        </message>
    </context>
    <context>
        <name>Pill</name>
        <message>
            <source>Status: {node}</source>
            <translation>状态：{node}</translation>
        </message>
    </context>
    <context>
        <name>SidePanel</name>
        <message>
            <source>Close panel</source>
            <translation>关闭面板</translation>
        </message>
        <message>
            <source>Close panel (Esc)</source>
            <translation>关闭面板（Esc）</translation>
        </message>
    </context>
    <context>
        <name>Skeleton</name>
        <message>
            <source>Loading</source>
            <translation>正在载入</translation>
        </message>
    </context>
    <context>
        <name>Tabs</name>
        <message>
            <source>Tab: {label}</source>
            <translation>页签：{label}</translation>
        </message>
    </context>
    <context>
        <name>Timeline</name>
        <message>
            <source>Timeline of the order</source>
            <translation>订单时间线</translation>
        </message>
    </context>
    <context>
        <name>TopBar</name>
        <message numerus="yes">
            <source>Notes: %n unread</source>
            <translation>
                <numerusform>消息：%n 条未读</numerusform>
            </translation>
        </message>
        <message>
            <source>Search order, waybill, customer, last 4 of phone</source>
            <translation>搜索订单号 / 运单号 / 客户 / 手机号后四位</translation>
        </message>
    </context>
</TS>
